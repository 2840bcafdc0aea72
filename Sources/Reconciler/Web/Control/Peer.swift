import Glibc
import Hummingbird
import NIOCore
import Reporting

/// A request on the control socket, with the connection that it came over.
struct ControlContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}

/// Who is at the other end of a UNIX socket: what the kernel noted when it connected (`SO_PEERCRED`,
/// unix(7)), and not what it says of itself.
struct Peer {
  /// `struct ucred`.
  private struct Credentials {
    var process: pid_t
    var user: uid_t
    var group: gid_t
  }

  private let user: uid_t

  /// Nil when the kernel does not tell: it is no UNIX socket, or is closed already.
  init?(_ channel: any Channel) async {
    guard let socket = channel as? any SocketOptionProvider,
      let found: Credentials = try? await socket.unsafeGetSocketOption(
        level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
      ).get()
    else { return nil }
    user = found.user
  }

  /// The one to whom a command is put down. Root may act for somebody (sudo): both are said then.
  func signature(claiming claimed: String) -> String {
    guard user == 0, !claimed.isEmpty, claimed != name else { return name }
    return "\(name) (for \(printable(claimed, limit: 64)))"
  }

  private var name: String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    let name = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 << 10) { buffer in
      guard getpwuid_r(user, &entry, buffer.baseAddress!, buffer.count, &found) == 0, found != nil
      else { return "" }
      return String(cString: entry.pw_name)
    }
    return name.isEmpty ? "uid \(user)" : printable(name, limit: 64)
  }
}
