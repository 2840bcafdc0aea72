import Glibc
import Source
import TestSupport
import Testing

/// Private git servers of a test, on loopback, stopped after it.
extension GitWorkshop {
  /// `git daemon` over the workshop's folder.
  func withGitDaemon<Value>(_ body: (Int) async throws -> Value) async throws -> Value {
    try await withServer("git-daemon") { port in
      (
        "git",
        [
          "-c", "safe.directory=*", "daemon", "--listen=127.0.0.1", "--port=\(port)",
          "--export-all", "--base-path=\(path)", path,
        ]
      )
    } body: {
      try await body($0)
    }
  }

  /// `git http-backend` over the workshop's folder.
  func withHTTPServer<Value>(
    _ arguments: [String], _ body: (Int) async throws -> Value
  ) async throws -> Value {
    try await withServer("http") { port in
      (
        "python3",
        [
          "\(repositoryRoot)/Tests/Servers/git_http.py", "--port", "\(port)", "--root", path,
        ] + arguments
      )
    } body: {
      try await body($0)
    }
  }

  /// Falls silent after `limit` bytes from the server at `target`.
  func withStallingProxy<Value>(
    to target: Int, after limit: Int, _ body: (Int) async throws -> Value
  ) async throws -> Value {
    try await withServer("proxy") { port in
      (
        "python3",
        [
          "\(repositoryRoot)/Tests/Servers/stalling_proxy.py", "--port", "\(port)",
          "--target", "\(target)", "--limit", "\(limit)",
        ]
      )
    } body: {
      try await body($0)
    }
  }

  /// OpenSSH's sshd with a host key and one authorized key of its own, in folder `ssh`.
  func withSSHServer<Value>(_ body: (Int) async throws -> Value) async throws -> Value {
    try makeFolder("ssh")
    for name in ["host", "user", "stranger", "other-host"] {
      _ = try await run(
        Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(path)/ssh/\(name)"]))
    }
    _ = try await run(Command("cp", ["\(path)/ssh/user.pub", "\(path)/ssh/authorized"]))
    // sshd wants this folder when it runs as root.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    return try await withServer("sshd") { port in
      (
        "/usr/sbin/sshd",
        [
          "-D", "-e", "-f", "/dev/null", "-h", "\(path)/ssh/host", "-o", "ListenAddress=127.0.0.1",
          "-o", "Port=\(port)", "-o", "AuthorizedKeysFile=\(path)/ssh/authorized",
          "-o", "StrictModes=no", "-o", "UsePAM=no", "-o", "PidFile=none",
          "-o", "PermitRootLogin=yes", "-o", "PasswordAuthentication=no",
          "-o", "KbdInteractiveAuthentication=no",
        ]
      )
    } body: {
      try await body($0)
    }
  }

  private func withServer<Value>(
    _ name: String, _ command: (Int) -> (String, [String]), body: (Int) async throws -> Value
  ) async throws -> Value {
    let port = try LoopbackPort()
    let (executable, arguments) = command(port.number)
    let server = try ChildProcess(
      executable, arguments, log: "\(path)/\(name).log", lifetime: 120)
    do {
      let answers = try await eventually {
        if server.hasEnded() { throw ServerFailure(tail(of: "\(path)/\(name).log")) }
        return canConnect(port.number)
      }
      #expect(answers, "\(name) does not answer")
      let value = try await body(port.number)
      try await server.stop()
      return value
    } catch {
      try? await server.killNow()
      throw error
    }
  }

  /// What a server wrote.
  func log(_ name: String) -> String { tail(of: "\(path)/\(name).log") }
}

private func canConnect(_ port: Int) -> Bool {
  let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard socket >= 0 else { return false }
  defer { close(socket) }
  return withLoopbackAddress(port) { connect(socket, $0, $1) } == 0
}

func withLoopbackAddress<Value>(
  _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
) -> Value {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}

/// Takes connections, in the kernel only, and never says a word.
final class SilentServer: Sendable {
  let port: LoopbackPort
  private let listener: CInt

  init() throws {
    port = try LoopbackPort()
    listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let listener = listener
    guard withLoopbackAddress(port.number, { bind(listener, $0, $1) }) == 0,
      listen(listener, 16) == 0
    else { throw SystemFailure("listen") }
  }

  deinit { close(listener) }
}
