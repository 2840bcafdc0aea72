import Glibc

/// The Python of the tests, with slixmpp: that of `ALLOTMENT_TEST_PYTHON`, or of `.venv` at the
/// project's root.
public let testPython: String = {
  if let path = getenv("ALLOTMENT_TEST_PYTHON") { return String(cString: path) }
  return "\(repositoryRoot)/.venv/bin/python"
}()

/// A program that a package of the tests' Python brought along.
public func testTool(_ name: String) -> String {
  let folder = testPython.lastIndex(of: "/").map { testPython[...$0] } ?? ""
  return folder + name
}

/// Runs a script of the project with the tests' Python.
public func runPython(
  _ script: String, _ arguments: [String], input: String = "", limit: Duration = .seconds(60)
) async throws -> Finished {
  try await run(
    Command(
      testPython, ["\(repositoryRoot)/\(script)"] + arguments, input: input, limit: limit))
}
