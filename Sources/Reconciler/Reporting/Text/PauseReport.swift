public import Model

extension Pause {
  /// "paused until 2026-12-01T18:00:00Z by ann: moving house". The texts of people are in it as they
  /// are: it must be made ``printable(_:limit:)``.
  public var sentence: String {
    let end = until.map { "until \(timestamp($0))" } ?? "until it is resumed"
    return "paused \(end)\(by.isEmpty ? "" : " by \(by)"): \(reason)"
  }

  public var json: JSON {
    [
      "until": .text(until.map(timestamp)), "reason": .text(reason),
      "by": .text(by.isEmpty ? nil : by),
    ]
  }
}
