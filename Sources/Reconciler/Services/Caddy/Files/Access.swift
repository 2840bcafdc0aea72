import Glibc

/// Who may read what is written.
enum Access: Sendable, Equatable {
  /// The agent alone: 0700, 0600.
  case agent
  /// The web server's group: 0750, 0640.
  case group(gid_t)
  /// Everybody, when no group is configured: 0755, 0644.
  case everybody

  var folder: mode_t {
    switch self {
    case .agent: 0o700
    case .group: 0o750
    case .everybody: 0o755
    }
  }

  var file: mode_t {
    switch self {
    case .agent: 0o600
    case .group: 0o640
    case .everybody: 0o644
    }
  }

  /// - Parameter name: a group's name or number.
  static func named(_ name: String?) throws(FileFailure) -> Access {
    guard let name else { return .everybody }
    if let number = gid_t(name) { return .group(number) }
    var entry = Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    var buffer = [CChar](repeating: 0, count: 65_536)
    let code = getgrnam_r(name, &entry, &buffer, buffer.count, &found)
    guard code == 0, found != nil else {
      throw FileFailure("look up group", name, code: code == 0 ? ENOENT : code)
    }
    return .group(entry.gr_gid)
  }

  /// Sets owner group and permissions of what was just made, whatever the process's umask is.
  func apply(_ mode: mode_t, to descriptor: CInt, _ path: String) throws(FileFailure) {
    if case .group(let group) = self, fchown(descriptor, uid_t.max, group) != 0 {
      throw FileFailure("chgrp", path)
    }
    guard fchmod(descriptor, mode) == 0 else { throw FileFailure("chmod", path) }
  }
}
