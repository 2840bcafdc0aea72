import Foundation
import Glibc
import Operations
import TestSupport
import Testing

@testable import Web

@Suite struct ControlTests {
  /// Answers with what it was asked.
  private struct Echo: ControlHandler {
    var delay: Duration = .zero

    func handle(_ request: ControlRequest) async -> ControlReply {
      try? await Task.sleep(for: delay)
      return ControlReply(
        exitCode: 2, output: "\(request.command.rawValue) \(request.clubs)",
        problems: request.reason)
    }
  }

  private func withServer(
    _ handler: any ControlHandler = Echo(),
    _ body: (_ socket: String, TemporaryDirectory) async throws -> Void
  ) async throws {
    let folder = try TemporaryDirectory()
    let socket = folder("control.sock")
    try await serving {
      ControlServer(socket: socket, handler: handler, logger: quietLogger, onListening: $0)
    } _: {
      try await body(socket, folder)
    }
  }

  /// Sends a text as it is. From a file: a command that ends before it has read all of its
  /// standard input ends the writer, too.
  private func post(_ socket: String, _ body: String, path: String = "/v1/control") async throws
    -> (status: String, reply: ControlReply?)
  {
    let folder = try TemporaryDirectory()
    try folder.write("body", body)
    let finished = try await run(
      Command(
        "curl",
        [
          "--silent", "--max-time", "20", "--unix-socket", socket, "--data-binary",
          "@\(folder("body"))", "--write-out", "\n%{http_code}", "http://localhost\(path)",
        ]))
    let lines = finished.output.split(separator: "\n")
    let reply = lines.first.flatMap {
      try? JSONDecoder().decode(ControlReply.self, from: Data($0.utf8))
    }
    return (String(lines.last ?? ""), reply)
  }

  @Test func `a command comes back with its exit code, output and problems`() async throws {
    try await withServer { socket, _ async throws in
      var command = ControlRequest(.plan)
      command.clubs = ["chess", "knitters"]
      command.reason = "because: „ü“ 🌱"
      let reply = try await ControlClient(socket: socket).send(command)
      #expect(reply.exitCode == 2)
      #expect(reply.output == #"plan ["chess", "knitters"]"#)
      #expect(reply.problems == "because: „ü“ 🌱")
    }
  }

  @Test func `the socket is for its owner and group, and goes with the server`() async throws {
    let folder = try TemporaryDirectory()
    let socket = folder("control.sock")
    try await serving {
      ControlServer(socket: socket, handler: Echo(), logger: quietLogger, onListening: $0)
    } _: {
      var status = stat()
      try #require(lstat(socket, &status) == 0)
      #expect(status.st_mode & S_IFMT == S_IFSOCK)
      #expect(status.st_mode & 0o7777 == 0o660)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `a socket that a killed agent left is replaced`() async throws {
    let folder = try TemporaryDirectory()
    let socket = folder("control.sock")
    try leaveSocket(socket)
    try await serving {
      ControlServer(socket: socket, handler: Echo(), logger: quietLogger, onListening: $0)
    } _: { () async throws in
      #expect(try await ControlClient(socket: socket).send(ControlRequest(.drift)).exitCode == 2)
    }
  }

  @Test func `a second agent does not take the socket of one that answers`() async throws {
    try await withServer { socket, folder async throws in
      let second = ControlServer(socket: socket, handler: Echo(), logger: quietLogger)
      let error = await #expect(throws: ControlSocket.Failure.self) { try await second.run() }
      #expect(error?.description == "another agent answers at \(socket)")
      #expect(try await ControlClient(socket: socket).send(ControlRequest(.drift)).exitCode == 2)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["control.sock"])
    }
  }

  @Test func `a file that is no socket is left alone`() async throws {
    let folder = try TemporaryDirectory()
    try folder.write("control.sock", "precious")
    let path = folder("control.sock")
    let server = ControlServer(socket: path, handler: Echo(), logger: quietLogger)
    let error = await #expect(throws: ControlSocket.Failure.self) { try await server.run() }
    #expect(error?.description == "\(path) is there and is not a socket: move it away")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["control.sock"])
  }

  @Test(arguments: ["/nowhere/at/all/control.sock", "/tmp/" + String(repeating: "a", count: 200)])
  func `a path that cannot hold a socket is said so`(path: String) async throws {
    let server = ControlServer(socket: path, handler: Echo(), logger: quietLogger)
    await #expect(throws: ControlSocket.Failure.self) { try await server.run() }
  }

  @Test func `where nothing listens the client says that there is no agent`() async throws {
    let folder = try TemporaryDirectory()
    let absent = folder("absent.sock")
    await #expect(throws: ControlClient.Failure.noAgent(socket: absent)) {
      try await ControlClient(socket: absent).send(ControlRequest(.plan))
    }
    let stale = folder("stale.sock")
    try leaveSocket(stale)
    await #expect(throws: ControlClient.Failure.noAgent(socket: stale)) {
      try await ControlClient(socket: stale).send(ControlRequest(.plan))
    }
  }

  @Test func `an agent that is slow is told from one that is absent`() async throws {
    try await withServer(Echo(delay: .seconds(2))) { socket, _ async throws in
      let limit = Duration.milliseconds(200)
      await #expect(throws: ControlClient.Failure.noAnswer(within: limit)) {
        try await ControlClient(socket: socket, deadline: limit).send(ControlRequest(.apply))
      }
    }
  }

  @Test func `a command under way is answered before the server stops`() async throws {
    let folder = try TemporaryDirectory()
    let socket = folder("control.sock")
    let begun = Begun()
    let reply = try await withThrowingTaskGroup(of: ControlReply?.self) { group in
      try await serving {
        ControlServer(socket: socket, handler: begun, logger: quietLogger, onListening: $0)
      } _: {
        group.addTask { try await ControlClient(socket: socket).send(ControlRequest(.apply)) }
        await begun.wait()
      }
      return try await group.next() ?? nil
    }
    #expect(reply?.output == "done")
  }

  @Test(arguments: [
    (#"{"command":"explode","clubs":[]}"#, "does not know the command `explode`"),
    (#"{"command":"\u001b[31m`rm"}"#, "does not know the command `????m?rm`"),
    (#"{"command":"plan"}"#, "the command lacks `"), (#"{}"#, "the command lacks `command`"),
    ("", "is not JSON"), ("not json", "is not JSON"), ("[]", "is not JSON"),
    (#"{"command":"plan","clubs":"chess"}"#, "`clubs` of the command is not understood"),
  ])
  func `a command that is not understood is answered in plain words`(body: String, words: String)
    async throws
  {
    try await withServer { socket, _ async throws in
      let answer = try await post(socket, body)
      #expect(answer.status == "400")
      let reply = try #require(answer.reply)
      #expect(reply.exitCode == 64)
      #expect(reply.problems.contains(words), "\(reply.problems)")
      #expect(!reply.problems.contains("\u{1b}"))
    }
  }

  @Test func `a command of more than a mebibyte is refused`() async throws {
    try await withServer { socket, _ async throws in
      let answer = try await post(socket, String(repeating: "x", count: (16 << 20) + 1))
      #expect(answer.status == "413")
      #expect(answer.reply?.problems == "a command has at most 16 MiB\n")
    }
  }

  @Test func `another path and another method are refused`() async throws {
    try await withServer { socket, _ async throws in
      #expect(try await post(socket, "{}", path: "/v2/control").status == "404")
      let get = try await run(
        Command("curl", ["-si", "--unix-socket", socket, "http://localhost/v1/control"]))
      #expect(get.output.hasPrefix("HTTP/1.1 405"))
    }
  }

  /// A handler that is let go once its command has begun.
  private actor Begun: ControlHandler {
    private var hasBegun = false
    private var waiter: CheckedContinuation<Void, Never>?

    func handle(_ request: ControlRequest) async -> ControlReply {
      hasBegun = true
      waiter?.resume()
      waiter = nil
      try? await Task.sleep(for: .milliseconds(300))
      return ControlReply(exitCode: 0, output: "done")
    }

    func wait() async {
      if !hasBegun { await withCheckedContinuation { waiter = $0 } }
    }
  }

  /// What is there after an agent was killed: a socket that nobody listens on.
  private func leaveSocket(_ path: String) throws {
    let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else { throw SystemFailure("bind \(path)") }
  }
}
