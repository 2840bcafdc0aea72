import Glibc

/// A real Caddy of a test's own: loopback only, all its data in a temporary folder.
public actor PrivateCaddy {
  public nonisolated let directory: TemporaryDirectory
  /// For plain HTTP.
  public nonisolated let port: LoopbackPort
  public nonisolated let tlsPort: LoopbackPort
  private var process: ChildProcess?

  /// The folder whose state it serves.
  public nonisolated var root: String { directory("www") }
  public nonisolated var log: String { directory("output.log") }
  public nonisolated var address: String { "127.0.0.1:\(port.number)" }
  public nonisolated var tlsAddress: String { "127.0.0.1:\(tlsPort.number)" }

  /// Its root is made, empty.
  public init() throws {
    directory = try TemporaryDirectory()
    port = try LoopbackPort()
    tlsPort = try LoopbackPort()
    try directory.makeFolder("www")
  }

  /// Runs `body` with a server that is started before and stopped after it, whatever happens.
  ///
  /// - Parameter configuration: the content of `caddy.json`.
  public static func with<Value: Sendable>(
    configuration: @Sendable (PrivateCaddy) throws -> String,
    _ body: @Sendable (PrivateCaddy) async throws -> Value
  ) async throws -> Value {
    let caddy = try PrivateCaddy()
    do {
      try await caddy.start(configuration: configuration(caddy))
      let value = try await body(caddy)
      try await caddy.stop()
      return value
    } catch {
      try? await caddy.kill9()
      throw error
    }
  }

  /// Starts it and waits until it takes connections.
  public func start(configuration: String) async throws {
    precondition(process == nil, "started twice")
    try directory.write("caddy.json", configuration)
    let process = try ChildProcess(
      "python3",
      [
        "\(repositoryRoot)/scripts/servers/caddy.py", "--directory", directory("caddy"),
        "--config", directory("caddy.json"),
      ], log: log)
    self.process = process
    let answers = try await eventually(within: .seconds(60)) {
      if process.hasEnded() { throw ServerFailure("Caddy ended: \(tail(of: log))") }
      return isListening(on: port.number)
    }
    guard answers else { throw ServerFailure("Caddy does not answer: \(tail(of: log))") }
  }

  public func stop() async throws {
    try await process?.stop()
    process = nil
  }

  public func kill9() async throws {
    try await process?.killNow()
    process = nil
  }

  /// Sends bytes as they are and gives back all that is answered, for requests that no client
  /// would make.
  public nonisolated func raw(_ request: String) throws -> String {
    guard let socket = connectLoopback(port.number) else { throw SystemFailure("connect") }
    defer { close(socket) }
    let bytes = Array(request.utf8)
    guard send(socket, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
      throw SystemFailure("send")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while answer.count < 1 << 20 {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count <= 0 { break }
      answer += buffer.prefix(count)
    }
    return String(decoding: answer, as: UTF8.self)
  }
}

/// Whether somebody takes connections on a port of loopback.
func isListening(on port: Int) -> Bool {
  guard let socket = connectLoopback(port) else { return false }
  close(socket)
  return true
}

private func connectLoopback(_ port: Int) -> CInt? {
  let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard socket >= 0 else { return nil }
  var limit = timeval(tv_sec: 5, tv_usec: 0)
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
  let connected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
  if connected { return socket }
  close(socket)
  return nil
}
