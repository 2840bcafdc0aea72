import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// How fetches are run: in a process of their own, because libgit2 waits for ever for a silent
/// server and cannot be interrupted. When the deadline passes, the process is killed.
public struct FetchProcess: Hashable, Sendable {
  /// The program that calls ``runFetchChild()`` when its first argument is `internal-fetch`.
  public var executable: String
  /// For a fetch into a clone that is there.
  public var deadline: Duration
  /// For a first clone.
  public var cloneDeadline: Duration
  /// What a server may send at once.
  public var maximumBytes: Int
  public var maximumObjects: Int
  /// More packs than these in the clone, or ten times as many references, and it is made anew at the
  /// next quiet moment; twice as many, and it is made anew at once.
  public var maximumPacks: Int

  public init(
    executable: String = "/proc/self/exe", deadline: Duration = .seconds(60),
    cloneDeadline: Duration = .seconds(900), maximumBytes: Int = 4 << 30,
    maximumObjects: Int = 10_000_000, maximumPacks: Int = 100
  ) {
    self.executable = executable
    self.deadline = deadline
    self.cloneDeadline = cloneDeadline
    self.maximumBytes = maximumBytes
    self.maximumObjects = maximumObjects
    self.maximumPacks = maximumPacks
  }

  func request(
    _ operation: FetchRequest.Operation, _ source: GitSource, _ directory: CloneDirectory,
    known: String? = nil, previous: CommitID? = nil
  ) -> FetchRequest {
    let limit = operation == .clone ? cloneDeadline : deadline
    // The child's own clock is the second line: a little later than ours.
    return FetchRequest(
      operation: operation, source: source, directory: directory.path, known: known,
      previous: previous, deadline: Int(limit.components.seconds) + 5, maximumBytes: maximumBytes,
      maximumObjects: maximumObjects)
  }

  /// Runs one request to its end, its deadline, or the cancellation of the task.
  func answer(to request: FetchRequest) async throws(SourceFailure) -> FetchAnswer.Found {
    let limit = request.operation == .clone ? cloneDeadline : deadline
    let ending: Ending
    do {
      ending = try await race(request, limit)
    } catch {
      if Task.isCancelled { throw SourceFailure(.cancelled, "the fetch was cancelled") }
      throw SourceFailure(.childFailed, "the fetching process cannot be run: \(error)")
    }
    switch ending {
    case .expired:
      throw SourceFailure(
        .timedOut,
        "\(request.source.url) did not answer within \(limit.components.seconds) s; "
          + "the fetch was stopped and is tried again")
    case .ended(let status, let output):
      return try read(output, status)
    }
  }

  private enum Ending: Sendable {
    case expired
    case ended(TerminationStatus, [UInt8])
  }

  private func race(_ request: FetchRequest, _ limit: Duration) async throws -> Ending {
    try await withThrowingTaskGroup(of: Ending.self) { group in
      group.addTask { try await run(request) }
      group.addTask {
        try await Task.sleep(for: limit, clock: .continuous)
        return .expired
      }
      // The other is cancelled, which kills the process with its group, and waited for.
      defer { group.cancelAll() }
      guard let first = try await group.next() else { return .expired }
      return first
    }
  }

  /// To write to a process that was just killed is an error, and not our own end.
  private static let ignoringBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  private func run(_ request: FetchRequest) async throws -> Ending {
    Self.ignoringBrokenPipes
    let line = [UInt8](try JSONEncoder().encode(request)) + [UInt8(ascii: "\n")]
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    let result = try await Subprocess.run(
      .path(FilePath(executable)), arguments: ["internal-fetch"], environment: environment,
      platformOptions: options, input: .inputWriter, output: .sequence, error: .discarded
    ) { execution in
      _ = try await execution.standardInputWriter.write(line)
      var output: [UInt8] = []
      for try await piece in execution.standardOutput {
        piece.withUnsafeBytes { output.append(contentsOf: $0) }
        if output.count > 64 << 10 { throw OutputTooLong() }
      }
      // Open until now: the child takes its closing for our end.
      try await execution.standardInputWriter.finish()
      return output
    }
    return .ended(result.terminationStatus, result.closureResult)
  }

  private struct OutputTooLong: Error {}

  /// No proxies, no configuration of the user; only what finds the shared libraries.
  private var environment: Environment {
    var variables: [Environment.Key: String] = [:]
    if let path = getenv("LD_LIBRARY_PATH") { variables["LD_LIBRARY_PATH"] = String(cString: path) }
    return .custom(variables)
  }

  private func read(
    _ output: [UInt8], _ status: TerminationStatus
  ) throws(SourceFailure) -> FetchAnswer.Found {
    switch status {
    case .exited(0):
      guard let answer = try? JSONDecoder().decode(FetchAnswer.self, from: Data(output)) else {
        throw SourceFailure(.childFailed, "the fetching process gave no answer")
      }
      switch answer {
      case .found(let found): return found
      case .failed(let failure): throw failure
      }
    case .signaled(SIGBUS), .signaled(SIGXFSZ):
      // libgit2 writes packs through memory; a full disk shows itself like this.
      throw SourceFailure(.diskFull, "no room to store the repository; free disk space")
    case .signaled(SIGALRM):
      throw SourceFailure(.timedOut, "the fetch took too long and ended itself")
    case .signaled(let signal):
      throw SourceFailure(.childFailed, "the fetching process was ended by signal \(signal)")
    case .exited(let code):
      throw SourceFailure(.childFailed, "the fetching process ended with code \(code)")
    }
  }
}
