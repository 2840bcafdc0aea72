import Glibc

/// Times of one thing, in milliseconds, one a round.
struct Samples: Codable, Sendable {
  private(set) var values: [Double] = []

  mutating func add(_ milliseconds: Double) { values.append(milliseconds) }

  var median: Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  var least: Double { values.min() ?? .nan }
  var most: Double { values.max() ?? .nan }
}

extension Samples {
  /// The medians' ratio. Both were measured in the same rounds, by turns.
  static func / (mine: Samples, floor: Samples) -> Double { mine.median / floor.median }
}

/// Milliseconds on the clock that all processes of the machine share.
func milliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

/// How long something takes, in milliseconds.
func timed(
  isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void
) async rethrows -> Double {
  let start = milliseconds()
  try await body()
  return milliseconds() - start
}

/// The same for what does not wait.
func timed(_ body: () throws -> Void) rethrows -> Double {
  let start = milliseconds()
  try body()
  return milliseconds() - start
}
