import Glibc

/// A real ejabberd of a test's own: loopback only, its data in a temporary folder, no epmd.
public actor PrivateEjabberd {
  public nonisolated let directory: TemporaryDirectory
  public nonisolated let clientPort: LoopbackPort
  public nonisolated let httpPort: LoopbackPort
  private let further: [String]
  private var process: ChildProcess?

  /// The HTTP API.
  public nonisolated var url: String { "http://127.0.0.1:\(httpPort.number)/api" }
  /// May call what allotment calls.
  public nonisolated var tokenFile: String { directory("ejabberd/token") }
  /// May call everything: for what happens out of band.
  public nonisolated var testerTokenFile: String { directory("ejabberd/tester.token") }
  public nonisolated var hostsFile: String { directory("hosts.yml") }
  public nonisolated var log: String { directory("output.log") }

  /// - Parameter further: arguments of scripts/servers/ejabberd.py besides those always given.
  public init(further: [String] = []) throws {
    self.further = further
    directory = try TemporaryDirectory()
    clientPort = try LoopbackPort()
    httpPort = try LoopbackPort()
  }

  /// Runs `body` with a server that is started before and stopped after it, whatever happens.
  public static func with<Value: Sendable>(
    further: [String] = [], _ body: @Sendable (PrivateEjabberd) async throws -> Value
  ) async throws -> Value {
    let ejabberd = try PrivateEjabberd(further: further)
    do {
      try await ejabberd.start()
      let value = try await body(ejabberd)
      // Its data goes too: nothing is gained by waiting until it has shut down in order.
      try await ejabberd.kill9()
      return value
    } catch {
      try? await ejabberd.kill9()
      throw error
    }
  }

  /// Starts it and waits until its API can be used.
  public func start() async throws {
    precondition(process == nil, "started twice")
    let ready = directory("ejabberd/ready")
    unlink(ready)
    let process = try ChildProcess(testPython, arguments, log: log)
    self.process = process
    let answers = try await eventually(within: .seconds(60)) {
      if process.hasEnded() { throw ServerFailure("ejabberd ended: \(tail(of: log))") }
      return access(ready, F_OK) == 0
    }
    guard answers else { throw ServerFailure("ejabberd does not answer: \(tail(of: log))") }
  }

  public func stop() async throws {
    try await process?.stop()
    process = nil
  }

  public func kill9() async throws {
    try await process?.killNow()
    process = nil
  }

  public func restart() async throws {
    try await stop()
    try await start()
  }

  /// Calls any command of the API, as an administrator at a shell would.
  ///
  /// - Returns: the answer's body, which is JSON.
  @discardableResult
  public nonisolated func call(_ command: String, _ json: String) async throws -> String {
    let token = try firstLine(of: testerTokenFile)
    try directory.write("tester.header", "Authorization: Bearer \(token)")
    let answer = try await run(
      Command(
        "curl",
        [
          "--silent", "--show-error", "--fail-with-body", "--max-time", "30",
          "--header", "@\(directory("tester.header"))", "--data-binary", "@-", "\(url)/\(command)",
        ], input: json))
    guard answer.isSuccess else {
      throw ServerFailure("\(command): \(answer.output) \(answer.errors)")
    }
    return answer.output
  }

  private var arguments: [String] {
    [
      "\(repositoryRoot)/scripts/servers/ejabberd.py", "--directory", directory("ejabberd"),
      "--hosts-file", hostsFile, "--c2s-port", "\(clientPort.number)",
      "--http-port", "\(httpPort.number)",
    ] + further
  }
}

/// A small text file's first line.
private func firstLine(of file: String) throws -> String {
  let text = tail(of: file)
  guard let line = text.split(whereSeparator: \.isNewline).first else {
    throw ServerFailure("\(file) is empty or missing")
  }
  return line.filter { $0 != "\0" }
}
