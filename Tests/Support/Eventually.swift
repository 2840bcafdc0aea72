/// Waits until something is true, looking again after each `pause`, for at most `limit`.
///
/// - Returns: whether it came true.
public func eventually(
  within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(10),
  isolation: isolated (any Actor)? = #isolation,
  _ isTrue: () async throws -> Bool
) async throws -> Bool {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while clock.now < end {
    if try await isTrue() { return true }
    try await Task.sleep(for: pause)
  }
  return try await isTrue()
}
