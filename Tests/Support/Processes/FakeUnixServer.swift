import Foundation
import Glibc

/// Listens on a UNIX socket and gives every connection the same bytes, for the bad days that a
/// real server does not show on demand.
public final class FakeUnixServer: Sendable {
  private let listener: CInt

  /// - Parameters:
  ///   - path: where it listens.
  ///   - answer: sent once a request came; nil keeps the connection open and silent. After an answer
  ///     the connection is closed.
  public init(path: String, answer: String?) throws {
    listener = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw SystemFailure("socket") }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listener, 8) == 0 else { throw SystemFailure("bind \(path)") }
    // A thread of its own: those of the system's queues run the tests themselves.
    Thread.detachNewThread { [listener] in serve(listener, answer) }
  }

  /// Listens at least until `body` is done.
  public func serving<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    defer { withExtendedLifetime(self) {} }
    return try await body()
  }

  deinit {
    // Its thread then leaves accept and closes it: a number that is free too early would be
    // another server's.
    shutdown(listener, CInt(SHUT_RDWR))
  }
}

private func serve(_ listener: CInt, _ answer: String?) {
  var silent: [CInt] = []
  defer {
    for connection in silent { close(connection) }
    close(listener)
  }
  while true {
    let connection = accept(listener, nil, nil)
    guard connection >= 0 else { return }
    guard let answer else {
      silent.append(connection)
      continue
    }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    _ = recv(connection, &buffer, buffer.count, 0)
    let bytes = Array(answer.utf8)
    _ = send(connection, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    close(connection)
  }
}
