import Foundation
import Glibc

/// mod_allotment by hand: one kept connection, bytes in, bytes out.
final class RawModule {
  private let socket: CInt
  private var buffer: [UInt8] = []

  init(socket path: String) throws {
    socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw BenchFailure("socket") }
    var limit = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else { throw BenchFailure("connect \(path)") }
  }

  deinit { close(socket) }

  /// Makes the request's bytes, so that it can be sent with nothing left to do.
  static func request(_ operations: [[String: Any]]) throws -> [UInt8] {
    let body = try JSONSerialization.data(
      withJSONObject: ["protocol": 1, "operations": operations])
    let head =
      "POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.count)\r\n\r\n"
    return Array(head.utf8) + body
  }

  /// Sends it and gives the answer's body.
  func send(_ request: [UInt8]) throws -> ArraySlice<UInt8> {
    var rest = request[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw BenchFailure("send") }
      rest = rest.dropFirst(count)
    }
    return try receive()
  }

  private func receive() throws -> ArraySlice<UInt8> {
    buffer.removeAll(keepingCapacity: true)
    var body: Range<Int>?
    var piece = [UInt8](repeating: 0, count: 256 << 10)
    while body == nil || buffer.count < body!.upperBound {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { throw BenchFailure("Prosody closed the connection") }
      buffer += piece.prefix(count)
      if body == nil { body = try head() }
    }
    guard let body else { throw BenchFailure("no answer") }
    return buffer[body]
  }

  /// Where the body is; nil before the whole head has come.
  private func head() throws -> Range<Int>? {
    let text = String(decoding: buffer.prefix(1_024), as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let head = text[..<end.lowerBound]
    guard head.hasPrefix("HTTP/1.1 200 "),
      let line = head.components(separatedBy: "\r\n")
        .first(where: { $0.lowercased().hasPrefix("content-length:") }),
      let length = Int(line.filter(\.isNumber))
    else { throw BenchFailure("Prosody answered \(head.prefix(200))") }
    let start = text.utf8.distance(from: text.startIndex, to: end.upperBound)
    return start..<start + length
  }
}

extension ArraySlice<UInt8> {
  /// The results of a batch; an error when one of them failed.
  func results() throws -> [[String: Any]] {
    let answer = try JSONSerialization.jsonObject(with: Data(self)) as? [String: Any]
    guard let results = answer?["results"] as? [[String: Any]],
      results.allSatisfy({ $0["ok"] as? Bool == true })
    else {
      throw BenchFailure("an operation failed: \(String(decoding: prefix(500), as: UTF8.self))")
    }
    return results
  }
}
