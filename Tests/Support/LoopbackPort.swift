import Glibc

/// A TCP port on loopback that nobody else uses while this value lives.
///
/// Below 32768, where the system does not hand out ports by itself. A lock file for each port
/// keeps test processes that run side by side apart, whether or not anything listens yet.
public final class LoopbackPort: Sendable {
  public let number: Int
  private let lock: CInt

  public init() throws {
    let range = 20_000..<32_000
    let first = range.lowerBound + Int(getpid()) % range.count
    for step in 0..<range.count {
      let candidate = range.lowerBound + (first - range.lowerBound + step) % range.count
      guard let lock = try Self.takeLock(candidate) else { continue }
      if Self.isFree(candidate) {
        number = candidate
        self.lock = lock
        return
      }
      close(lock)
    }
    throw SystemFailure("no free port")
  }

  deinit { close(lock) }

  private static func takeLock(_ port: Int) throws -> CInt? {
    let folder = "/tmp/allotment-test-ports-\(getuid())"
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw SystemFailure("mkdir \(folder)") }
    // Not inherited: a server must not keep the lock of the test that started it.
    let file = open("\(folder)/\(port)", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw SystemFailure("open the lock of port \(port)") }
    if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
    close(file)
    return nil
  }

  private static func isFree(_ port: Int) -> Bool {
    let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
