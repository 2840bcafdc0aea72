import Glibc

/// Whether whoever listens on a UNIX socket answers a ping of mod_allotment within a second.
func postAnswers(socket path: String) -> Bool {
  let body = #"{"protocol":1,"operations":[{"op":"ping"}]}"#
  let request =
    "POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
  guard let socket = connectUnix(path) else { return false }
  defer { close(socket) }
  let bytes = Array(request.utf8)
  guard send(socket, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
    return false
  }
  var buffer = [UInt8](repeating: 0, count: 64)
  let count = recv(socket, &buffer, buffer.count, 0)
  return count > 0 && String(decoding: buffer.prefix(count), as: UTF8.self).contains(" 200 ")
}

private func connectUnix(_ path: String) -> CInt? {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let bytes = Array(path.utf8)
  guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard socket >= 0 else { return nil }
  var limit = timeval(tv_sec: 1, tv_usec: 0)
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  let connected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
    }
  }
  if connected { return socket }
  close(socket)
  return nil
}
