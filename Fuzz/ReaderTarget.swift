import Spec

/// A whole repository in one input, from bytes to the printed report.
enum ReaderTarget {
  static func run(_ bytes: [UInt8]) {
    let content = FuzzedContent(bytes)
    var loader = RepositoryLoader(width: 1)
    guard let first = try? loader.load(content) else { fatalError("memory cannot fail") }
    // What is cached reads the same again, and so does a loader that knows nothing yet.
    let second = try? loader.load(content)
    require(second?.diagnostics == first.diagnostics, "the second reading differs")
    for diagnostic in first.diagnostics {
      Reach.note(diagnostic.rule.rawValue)
      check(diagnostic, content)
    }
    if !first.hasErrors, !first.clubs.isEmpty { Reach.note("a right club") }
    let report = ValidationReport(first)
    require(report.isValid != first.hasErrors, "valid and with errors")
    require(!report.json().isEmpty, "no report")
  }

  /// A person can go there and read it.
  private static func check(_ diagnostic: Diagnostic, _ content: FuzzedContent) {
    let places = [diagnostic.location] + diagnostic.related.map(\.location)
    for place in places {
      require(
        place.position.line >= 1 && place.position.column >= 1, "\(diagnostic): no such place")
      guard let text = content.texts[place.file] else { continue }
      let lines = text.count { $0 == 0x0A || $0 == 0x0D } + 1
      require(Int(place.position.line) <= lines, "\(diagnostic): past the end")
      require(Int(place.position.column) <= text.count + 1, "\(diagnostic): past the line")
    }
    let said = [diagnostic.message, diagnostic.hint ?? ""] + diagnostic.related.map(\.message)
    for text in said {
      require(text.unicodeScalars.count <= 1000, "a long message: \(text)")
      require(
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
        "a message with control characters")
    }
  }
}
