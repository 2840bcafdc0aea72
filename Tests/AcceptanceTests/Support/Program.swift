import Glibc
import TestSupport
import Testing

/// The executable under test, which lies where this test's own program lies.
let program: String = {
  guard let real = realpath("/proc/self/exe", nil) else { return "allotment" }
  defer { free(real) }
  let folder = String(cString: real).split(separator: "/").dropLast().joined(separator: "/")
  return "/\(folder)/allotment"
}()

/// Runs the executable to its end.
///
/// - Parameters:
///   - config: agent.yaml; nil for commands that need none.
///   - before: a command that runs it, such as `prlimit`, with its arguments.
func allotment(
  _ arguments: [String], config: String?, before: [String] = [], directory: String? = nil,
  limit: Duration = .seconds(90)
) async throws -> Finished {
  let words = before + [program] + arguments
  return try await run(
    Command(
      words[0], Array(words.dropFirst()),
      environment: ["ALLOTMENT_CONFIG": config, "NO_COLOR": "1"], directory: directory,
      limit: limit))
}

extension Finished {
  /// What a test says when it did not end as it should have.
  var story: Comment {
    "exit code \(code)\n\(String(output.suffix(4_000)))\n\(String(errors.suffix(2_000)))"
  }
}
