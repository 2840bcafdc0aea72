/// How long to wait before a failed thing is tried again: doubled each time, capped, jittered.
public struct Backoff: Sendable {
  public var first: Duration
  public var cap: Duration

  public init(first: Duration = .seconds(1), cap: Duration = .seconds(300)) {
    self.first = first
    self.cap = cap
  }

  /// After `failures` failures in a row (1 or more): between half of the step and the whole of it,
  /// so that many clubs that failed together do not come back together.
  public func delay<G: RandomNumberGenerator>(after failures: Int, using random: inout G)
    -> Duration
  {
    precondition(failures > 0)
    let step = min(first * (1 << min(failures - 1, 20)), cap)
    return step * Double.random(in: 0.5...1, using: &random)
  }
}
