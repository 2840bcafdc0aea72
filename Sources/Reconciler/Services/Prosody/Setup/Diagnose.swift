import Glibc
public import ServiceContract

extension ProsodyService {
  public func diagnose() async -> [Finding] {
    if let missing = missingSocket() { return [missing] }
    var findings = permissions()
    do {
      let (pong, _) = try await client.call(Ping(), answering: Pong.self)
      findings.append(
        Finding(.ok, "Prosody \(pong.prosody) answers at \(client.socket)"))
      findings.append(version(pong))
      if let finding = hosts(pong) { findings.append(finding) }
      findings += pong.problems.map { Finding(.error, $0, remedy: remedy(forProblem: $0)) }
    } catch {
      findings.append(Finding(.error, error.message, remedy: "systemctl status prosody"))
    }
    return findings
  }

  private func missingSocket() -> Finding? {
    var information = stat()
    guard lstat(client.socket, &information) == 0 else {
      let reason = String(cString: strerror(errno))
      return Finding(
        .error, "there is no socket at \(client.socket): \(reason)",
        remedy: "allotment_socket = \(luaString(client.socket))  -- in prosody.cfg.lua, "
          + "with \"allotment\" in modules_enabled, then restart Prosody")
    }
    guard information.st_mode & S_IFMT == S_IFSOCK else {
      return Finding(.error, "\(client.socket) is not a socket")
    }
    return nil
  }

  /// Whoever may open the socket may administer every vhost.
  private func permissions() -> [Finding] {
    var information = stat()
    guard lstat(client.socket, &information) == 0, information.st_mode & 0o007 != 0 else {
      return []
    }
    return [
      Finding(
        .error, "everybody on this machine may open \(client.socket)",
        remedy: "chmod o-rwx \(shellWord(client.socket))")
    ]
  }

  private func version(_ pong: Pong) -> Finding {
    let ours = ProsodyModuleFiles.version
    guard pong.module != ours else {
      return Finding(.ok, "mod_allotment has version \(ours), as it must")
    }
    return Finding(
      .error, "mod_allotment has version \(pong.module), this allotment brings \(ours)",
      remedy: "allotment install prosody-module DIR  # the folder in Prosody's plugin_paths; "
        + "then restart Prosody")
  }

  private func hosts(_ pong: Pong) -> Finding? {
    guard let wanted = hostsDirectory, let actual = pong.hostsDirectory else { return nil }
    guard trimmed(wanted) != trimmed(actual) else { return nil }
    return Finding(
      .error, "Prosody keeps the vhosts in \(actual), agent.yaml says \(wanted)",
      remedy: "hostsDirectory: \(actual)  # of service \(name) in agent.yaml")
  }

  private func remedy(forProblem problem: String) -> String? {
    guard problem.contains("allotment_hosts.lua"), let hostsDirectory else { return nil }
    return "dofile(\"DIR/mod_allotment/allotment_hosts.lua\")(_ENV, \(luaString(hostsDirectory)))"
      + "  -- in prosody.cfg.lua, DIR from plugin_paths"
  }
}

private func trimmed(_ path: String) -> Substring {
  var path = path[...]
  while path.count > 1, path.last == "/" { path = path.dropLast() }
  return path
}

/// A word that a POSIX shell reads as it stands.
private func shellWord(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/._-".utf8.contains(byte)
    }
  }
  return isPlain
    ? text
    : "'"
      + text.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
}
