/// Waits until something is true, looking every 10 ms, for at most `limit`.
///
/// - Returns: whether it came true.
public func eventually(
  within limit: Duration = .seconds(20), isolation: isolated (any Actor)? = #isolation,
  _ isTrue: () async throws -> Bool
) async throws -> Bool {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while clock.now < end {
    if try await isTrue() { return true }
    try await Task.sleep(for: .milliseconds(10))
  }
  return try await isTrue()
}
