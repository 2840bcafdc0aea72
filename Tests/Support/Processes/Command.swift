import Glibc
import Subprocess
import SystemPackage

/// A command that a test runs to its end, in bounded time, with what it wrote.
public struct Command: Sendable {
  /// A path, or a name that is looked up in `PATH`.
  public var executable: String
  public var arguments: [String]
  /// Besides what is inherited; nil takes a variable away.
  public var environment: [String: String?]
  public var directory: String?
  public var input: String
  /// It is killed when it takes longer.
  public var limit: Duration

  public init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    directory: String? = nil, input: String = "", limit: Duration = .seconds(60)
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.input = input
    self.limit = limit
  }
}

/// How a command ended.
public struct Finished: Sendable {
  /// The exit code; 128 and the signal's number when it was killed, as shells say it.
  public var code: Int32
  public var output: String
  public var errors: String

  public var isSuccess: Bool { code == 0 }
}

/// The command was killed because it took too long.
public struct CommandTimedOut: Error {
  public var command: String
}

/// Runs a command to its end. It may write at most 16 MiB to each of its outputs.
public func run(_ command: Command) async throws -> Finished {
  try await withThrowingTaskGroup(of: Finished?.self) { group in
    group.addTask { try await collect(command) }
    group.addTask {
      try await Task.sleep(for: command.limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next(), let finished = first else {
      throw CommandTimedOut(command: command.executable)
    }
    return finished
  }
}

/// Runs a command that must end well, and gives its output.
@discardableResult
public func output(of command: Command) async throws -> String {
  let finished = try await run(command)
  guard finished.isSuccess else {
    throw ServerFailure("\(command.executable) \(command.arguments): \(finished.errors)")
  }
  return finished.output
}

/// The input as an open file without a name: a command may end before it has read a pipe to its end.
private func standardInput(_ text: String) throws -> FileDescriptor {
  guard let file = tmpfile() else { throw ServerFailure("no file for a command's input") }
  defer { fclose(file) }
  let bytes = Array(text.utf8)
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fflush(file) == 0 else {
    throw ServerFailure("a command's input could not be written")
  }
  rewind(file)
  let copy = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0)
  guard copy >= 0 else { throw ServerFailure("no file for a command's input") }
  return FileDescriptor(rawValue: copy)
}

private func collect(_ command: Command) async throws -> Finished {
  var options = PlatformOptions()
  // A session of its own, so that what it started goes with it.
  options.createSession = true
  options.teardownSequence = [
    .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
  ]
  var variables: [Environment.Key: String?] = [:]
  for (name, value) in command.environment {
    if let key = Environment.Key(rawValue: name) { variables[key] = .some(value) }
  }
  let result = try await Subprocess.run(
    command.executable.contains("/")
      ? .path(FilePath(command.executable)) : .name(command.executable),
    arguments: Arguments(command.arguments),
    environment: .inherit.updating(variables),
    workingDirectory: command.directory.map { FilePath($0) },
    platformOptions: options,
    input: .fileDescriptor(try standardInput(command.input), closeAfterSpawningProcess: true),
    output: .string(limit: 16 << 20),
    error: .string(limit: 16 << 20))
  let code: Int32 =
    switch result.terminationStatus {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  return Finished(code: code, output: result.standardOutput, errors: result.standardError)
}
