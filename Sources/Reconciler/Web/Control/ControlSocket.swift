import Glibc

/// The file of the control socket: who may open it may command the agent, so that its mode is its
/// whole access control.
///
/// The socket is bound in a folder that only the agent can enter, gets its mode there, and is then
/// renamed to its place: at no moment can anybody else reach it.
struct ControlSocket {
  /// The owner and the group, which is how operators are let in.
  static let mode: mode_t = 0o660
  /// `sun_path` of Linux, with its final zero.
  private static let maximumPath = 108

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let path: String
  /// Where it is bound first.
  let temporaryPath: String
  private let folder: String

  /// Looks at what is at `path`, and makes the temporary folder beside it.
  ///
  /// - Throws: when something answers there, or when what is there is no socket.
  init(path: String) throws(Failure) {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    folder = try Self.temporaryFolder(in: parent)
    self.path = path
    temporaryPath = "\(folder)/s"
    do throws(Failure) {
      guard path.utf8.count < Self.maximumPath, temporaryPath.utf8.count < Self.maximumPath else {
        throw Failure(description: "the path of a socket has at most 107 bytes: \(path)")
      }
      try Self.check(path)
    } catch {
      rmdir(folder)
      throw error
    }
  }

  /// After it was bound: gives it its mode and puts it in its place.
  func publish() throws(Failure) {
    guard chmod(temporaryPath, Self.mode) == 0 else { throw Self.failure("chmod", temporaryPath) }
    // Once more: another agent may have come meanwhile.
    try Self.check(path)
    guard rename(temporaryPath, path) == 0 else { throw Self.failure("rename to", path) }
    rmdir(folder)
  }

  /// Removes the file, if it is still the one with this identity, and whatever is left of the
  /// temporary folder.
  func remove(_ mine: Identity?) {
    unlink(temporaryPath)
    rmdir(folder)
    if let mine, Identity(of: path) == mine { unlink(path) }
  }

  struct Identity: Equatable {
    private let device: dev_t
    private let inode: ino_t

    init?(of path: String) {
      var status = stat()
      guard lstat(path, &status) == 0 else { return nil }
      device = status.st_dev
      inode = status.st_ino
    }
  }

  /// A socket that nobody answers at was left by an agent that was killed, and may be replaced.
  private static func check(_ path: String) throws(Failure) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw failure("look at", path)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw Failure(description: "\(path) is there and is not a socket: move it away")
    }
    switch connectError(path) {
    // It was taken away just now.
    case ECONNREFUSED, ENOENT: return
    case 0: throw Failure(description: "another agent answers at \(path)")
    case let code: throw Failure(description: "cannot use \(path): \(describe(errno: code))")
    }
  }

  /// What a connection comes to, as an errno: 0 when somebody listens.
  static func connectError(_ path: String) -> CInt {
    guard path.utf8.count < maximumPath else { return ENAMETOOLONG }
    let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
    guard socket >= 0 else { return errno }
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    // A full queue of connections is somebody who is busy.
    return result == 0 || errno == EAGAIN ? 0 : errno
  }

  private static func temporaryFolder(in parent: String) throws(Failure) -> String {
    var template = Array("\(parent)/.sock-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) } != nil
    }
    guard made else { throw failure("make a folder in", parent) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func failure(_ call: String, _ path: String) -> Failure {
    Failure(description: "cannot \(call) \(path): \(describe(errno: errno))")
  }
}
