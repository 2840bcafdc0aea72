import Glibc
public import ServiceContract

extension CaddyService {
  public func diagnose() async -> [Finding] {
    do { try checkRoot() } catch {
      return [
        Finding(
          .error, error.message,
          remedy: "allotment install caddy-config DIR")
      ]
    }
    var findings = [rootFinding()]
    findings += groupFindings()
    do {
      let strangers = try index.scan()
      if !strangers.isEmpty {
        let names = strangers.prefix(3).map { printable($0.host) }.joined(separator: ", ")
        findings.append(
          Finding(.warning, "\(strangers.count) entries were not made by allotment: \(names)"))
      }
    } catch { findings.append(Finding(.error, "what is published cannot be read: \(error)")) }
    if let listener { findings.append(answerFinding(listener)) }
    return findings
  }

  private func rootFinding() -> Finding {
    guard Glibc.access(layout.root, R_OK | W_OK | X_OK) == 0 else {
      return Finding(
        .error, "\(layout.root) cannot be written by this user",
        remedy: "chown \(getuid()) \(layout.root)")
    }
    var raw = stat()
    if stat(layout.root, &raw) == 0, raw.st_mode & S_IWOTH != 0 {
      return Finding(
        .error, "everybody may write to \(layout.root)", remedy: "chmod o-w \(layout.root)")
    }
    return Finding(.ok, "\(layout.root) can be read and written")
  }

  private func groupFindings() -> [Finding] {
    guard let group else {
      return [
        Finding(
          .warning, "everybody on this machine may read what is published",
          remedy: "group: caddy")
      ]
    }
    do { _ = try Access.named(group) } catch {
      return [
        Finding(.error, "there is no group `\(printable(group))`", remedy: "groupadd \(group)")
      ]
    }
    return [Finding(.ok, "what is published is for the group `\(group)` alone")]
  }

  private func answerFinding(_ address: String) -> Finding {
    switch askForUnknownHost(at: address) {
    case nil:
      return Finding(
        .error, "Caddy does not answer at \(address)", remedy: "systemctl start caddy")
    case let answer? where answer.contains("There is no site here"):
      return Finding(.ok, "Caddy answers at \(address) with allotment's configuration")
    case let answer? where answer.contains("\r\nLocation: https://"):
      return Finding(.ok, "Caddy answers at \(address) and leads to https")
    default:
      return Finding(
        .error, "what answers at \(address) does not use allotment's configuration",
        remedy: "allotment install caddy-config DIR")
    }
  }
}

/// What a server on loopback says to a request for a host that cannot exist (RFC 6761); nil when
/// it does not answer within two seconds.
private func askForUnknownHost(at address: String) -> String? {
  guard let socket = connected(to: address) else { return nil }
  defer { close(socket) }
  let request = "GET / HTTP/1.0\r\nHost: allotment.invalid\r\n\r\n"
  let sent = request.withCString { send(socket, $0, strlen($0), CInt(MSG_NOSIGNAL)) }
  guard sent == request.utf8.count else { return nil }
  var answer: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4_096)
  while answer.count < 65_536 {
    let count = recv(socket, &buffer, buffer.count, 0)
    if count <= 0 { break }
    answer += buffer.prefix(count)
  }
  return answer.isEmpty ? nil : String(decoding: answer, as: UTF8.self)
}

/// `127.0.0.1:80`, or `:80` for loopback.
private func connected(to address: String) -> CInt? {
  guard let colon = address.lastIndex(of: ":"),
    let port = UInt16(address[address.index(after: colon)...])
  else { return nil }
  let host = address[..<colon]
  var target = sockaddr_in()
  target.sin_family = sa_family_t(AF_INET)
  target.sin_port = port.bigEndian
  guard inet_pton(AF_INET, host.isEmpty ? "127.0.0.1" : String(host), &target.sin_addr) == 1
  else { return nil }
  let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard socket >= 0 else { return nil }
  var limit = timeval(tv_sec: 2, tv_usec: 0)
  let size = socklen_t(MemoryLayout<timeval>.size)
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
  let isConnected = withUnsafePointer(to: &target) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
  if isConnected { return socket }
  close(socket)
  return nil
}
