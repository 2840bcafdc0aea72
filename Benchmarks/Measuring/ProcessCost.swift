import TestSupport

/// What whole processes took, one a round.
struct ProcessCost: Sendable {
  /// Milliseconds on the clock.
  private(set) var clock = Samples()
  /// Milliseconds of processor time, user and system, of all threads.
  private(set) var processor = Samples()
  /// The most memory that was held, in MB (1,000,000 bytes).
  private(set) var memory = Samples()

  /// Runs the program once, from beginning to end.
  ///
  /// - Parameter measure: Floor/measure.c, which does it.
  mutating func add(
    _ program: String, _ arguments: [String], measure: String, limit: Duration = .seconds(300)
  ) async throws {
    let line = try await output(Command(measure, [program] + arguments, limit: limit))
    let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    guard numbers.count == 3 else { throw BenchFailure("\(program) gave no times: \(line)") }
    clock.add(numbers[0])
    processor.add(numbers[1])
    memory.add(numbers[2] * 1_024 / 1e6)
  }
}
