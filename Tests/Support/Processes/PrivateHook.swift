import FoundationEssentials
import Glibc

/// A receiver of webhooks of a test's own, on loopback: keeps what it was sent.
public actor PrivateHook {
  public struct Received: Decodable, Sendable {
    public var path: String
    /// What it answered.
    public var status: Int
    /// Names in small letters.
    public var headers: [String: String]
    public var body: String
  }

  public nonisolated let directory: TemporaryDirectory
  public nonisolated let port: LoopbackPort
  private var process: ChildProcess?

  public nonisolated var url: String { "http://127.0.0.1:\(port.number)/hook/s3cr3t-path" }
  private nonisolated var requests: String { directory("requests.jsonl") }

  public init() throws {
    directory = try TemporaryDirectory()
    port = try LoopbackPort()
  }

  /// Starts it and waits until it listens.
  public func start() async throws {
    unlink(directory("output.log"))
    let process = try ChildProcess(
      testPython,
      [
        "\(repositoryRoot)/Tests/Servers/hook.py", "--port", "\(port.number)", "--log", requests,
        "--refuse", directory("refuse"),
      ], log: directory("output.log"))
    self.process = process
    let listens = try await eventually {
      if process.hasEnded() { throw ServerFailure(tail(of: directory("output.log"))) }
      return tail(of: directory("output.log")).contains("listening")
    }
    guard listens else { throw ServerFailure("the receiver does not listen") }
  }

  public func stop() async throws {
    try await process?.killNow()
    process = nil
  }

  /// From now on it answers with this status; nil: 200.
  public nonisolated func answer(with status: Int?) throws {
    if let status { return try directory.write("refuse", "\(status)\n") }
    unlink(directory("refuse"))
  }

  /// All that came, in order.
  public nonisolated func received() throws -> [Received] {
    guard access(requests, F_OK) == 0 else { return [] }
    let text = String(decoding: try Data(contentsOf: URL(filePath: requests)), as: UTF8.self)
    // The last line may be half written.
    return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { try JSONDecoder().decode(Received.self, from: Data($0.utf8)) }
  }

  /// Runs `body` with one that is started before and stopped after it.
  public static func with<Value: Sendable>(
    _ body: @Sendable (PrivateHook) async throws -> Value
  ) async throws -> Value {
    let hook = try PrivateHook()
    do {
      try await hook.start()
      let value = try await body(hook)
      try await hook.stop()
      return value
    } catch {
      try? await hook.stop()
      throw error
    }
  }
}
