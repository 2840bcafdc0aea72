extension StatusReport {
  /// How telling one of those goes whom agent.yaml names under `notify`.
  public struct Receiver: Sendable, Equatable {
    public var name: String
    public var waiting: Int
    public var delivered: Int64
    public var lost: Int64
    /// Seconds since 1970.
    public var lastDeliveredAt: Int64?
    /// Why the last attempt failed; nil when it did not.
    public var problem: String?

    public init(
      name: String, waiting: Int, delivered: Int64, lost: Int64, lastDeliveredAt: Int64?,
      problem: String?
    ) {
      self.name = name
      self.waiting = waiting
      self.delivered = delivered
      self.lost = lost
      self.lastDeliveredAt = lastDeliveredAt
      self.problem = problem
    }

    var line: String {
      let last = lastDeliveredAt.map { ", the last at \(timestamp($0))" } ?? ""
      let why = problem.map { ": \(printable($0, limit: 200))" } ?? ""
      return "\(printable(name, limit: 100))  \(delivered) delivered\(last), \(waiting) waiting, "
        + "\(lost) lost\(why)"
    }

    var json: JSON {
      [
        "receiver": .text(name),
        "waiting": .number(Int64(waiting)),
        "delivered": .number(delivered),
        "lost": .number(lost),
        "lastDeliveredAt": .text(lastDeliveredAt.map(timestamp)),
        "problem": .text(problem),
      ]
    }
  }
}
