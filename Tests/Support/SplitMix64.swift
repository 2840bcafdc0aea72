import Glibc

/// A seeded generator (Steele, Lea, Flood 2014): the same seed gives the same numbers everywhere.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  /// What it began with: to be printed when a property fails.
  public let seed: UInt64
  private var state: UInt64

  public init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// The seeds that a property is tried with: that of `ALLOTMENT_TEST_SEED` alone when it is set.
  public static func seeds(_ count: Int) -> [UInt64] {
    if let text = getenv("ALLOTMENT_TEST_SEED"), let seed = UInt64(String(cString: text)) {
      return [seed]
    }
    return (1...UInt64(count)).map { $0 }
  }
}
