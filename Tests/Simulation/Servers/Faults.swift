import TestSupport

/// What goes wrong with a server's answers at the moment.
struct Faults {
  enum Kind: String, CaseIterable {
    /// The answer does not come, or only says that it will not.
    case outage
    /// The effect is there, the answer is lost.
    case lostAnswer = "lost answer"
    /// The connection breaks in the middle of a batch.
    case partialBatch = "partial batch"
    case slow
    /// What was true a while ago.
    case stale
    /// The request arrives twice.
    case duplicate
    /// A server that lost its disk, and says that nothing is there.
    case empty
    /// Some of the clubs are missing in the answer.
    case truncated
  }

  /// While it lasts, one call in this many goes wrong; 0: none.
  var oneIn = 0
  var isDown = false
  /// Hosts of which every change is refused.
  var refused: Set<String> = []
  var random = SplitMix64(seed: 0)

  mutating func draw(from kinds: [Kind]) -> Kind? {
    if isDown { return .outage }
    guard oneIn > 0, chance(oneIn, &random) else { return nil }
    return kinds.randomElement(using: &random)
  }

  mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
}
