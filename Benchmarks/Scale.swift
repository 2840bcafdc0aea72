import FoundationEssentials

/// How large everything is; `ALLOTMENT_BENCH_SCALE=small` makes it a tenth.
struct Scale: Sendable {
  /// Clubs of the repository, with 30 members each.
  var clubs: Int
  /// Vhosts of the real Prosody, with 30 accounts each.
  var vhosts: Int
  /// Rounds of what takes long.
  var rounds: Int

  static let members = 30

  init() throws {
    switch ProcessInfo.processInfo.environment["ALLOTMENT_BENCH_SCALE"] ?? "full" {
    case "full": (clubs, vhosts, rounds) = (10_000, 1_000, 9)
    case "small": (clubs, vhosts, rounds) = (1_000, 100, 5)
    case let other: throw BenchFailure("ALLOTMENT_BENCH_SCALE is full or small, not \(other)")
    }
  }
}
