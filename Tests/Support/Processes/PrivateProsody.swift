import Glibc

/// A real Prosody of a test's own: loopback only, its data in a temporary folder.
public actor PrivateProsody {
  public nonisolated let directory: TemporaryDirectory
  public nonisolated let clientPort: LoopbackPort
  public nonisolated let httpPort: LoopbackPort
  /// Only for a server that federates.
  public nonisolated let serverPort: LoopbackPort?
  private let modules: String
  private let further: [String]
  private var process: ChildProcess?

  /// The module's UNIX socket.
  public nonisolated var socket: String { directory("allotment.sock") }
  public nonisolated var log: String { directory("output.log") }
  /// For `prosodyctl --config`.
  public nonisolated var configuration: String { directory("prosody/prosody.cfg.lua") }

  /// - Parameters:
  ///   - modules: the folder of the module's files; that of the sources by default.
  ///   - further: arguments of scripts/servers/prosody.py besides those that are always given.
  public init(
    federates: Bool = false, modules: String? = nil, further: [String] = []
  ) throws {
    self.further = further
    directory = try TemporaryDirectory()
    clientPort = try LoopbackPort()
    httpPort = try LoopbackPort()
    serverPort = federates ? try LoopbackPort() : nil
    self.modules = modules ?? "\(repositoryRoot)/Sources/Reconciler/Services/Prosody/Module"
  }

  /// Runs `body` with a server that is started before and stopped after it, whatever happens.
  public static func with<Value: Sendable>(
    further: [String] = [], _ body: @Sendable (PrivateProsody) async throws -> Value
  ) async throws -> Value {
    let prosody = try PrivateProsody(further: further)
    do {
      try await prosody.start()
      let value = try await body(prosody)
      try await prosody.stop()
      return value
    } catch {
      try? await prosody.kill9()
      throw error
    }
  }

  /// Starts it and waits until its socket answers.
  public func start() async throws {
    precondition(process == nil, "started twice")
    // What a killed server left there would look like one that runs.
    unlink(socket)
    let process = try ChildProcess(testPython, arguments, log: log)
    self.process = process
    let answers = try await eventually(within: .seconds(60)) {
      if process.hasEnded() { throw ServerFailure("Prosody ended: \(tail(of: log))") }
      return postAnswers(socket: socket)
    }
    guard answers else { throw ServerFailure("Prosody does not answer: \(tail(of: log))") }
  }

  public func stop() async throws {
    try await process?.stop()
    process = nil
  }

  public func kill9() async throws {
    try await process?.killNow()
    process = nil
    guard try await eventually({ !postAnswers(socket: socket) }) else {
      throw ServerFailure("Prosody answers although it was killed")
    }
  }

  public func restart() async throws {
    try await stop()
    try await start()
  }

  private var arguments: [String] {
    var arguments = [
      "\(repositoryRoot)/scripts/servers/prosody.py", "--directory", directory("prosody"),
      "--c2s-port", "\(clientPort.number)", "--http-port", "\(httpPort.number)",
      "--modules", modules, "--socket", socket,
    ]
    if let serverPort { arguments += ["--s2s-port", "\(serverPort.number)"] }
    return arguments + further
  }
}

/// A private server that does not come up.
public struct ServerFailure: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// The last 2,000 bytes of a file.
public func tail(of file: String) -> String {
  guard let stream = fopen(file, "r") else { return "" }
  defer { fclose(stream) }
  fseek(stream, 0, SEEK_END)
  fseek(stream, max(0, ftell(stream) - 2_000), SEEK_SET)
  var buffer = [UInt8](repeating: 0, count: 2_000)
  let count = fread(&buffer, 1, buffer.count, stream)
  return String(decoding: buffer.prefix(count), as: UTF8.self)
}
