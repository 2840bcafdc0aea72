import Glibc

/// A key in a file of its own, which nobody else on the machine may read.
package struct SecretFile: Sendable, CustomStringConvertible, CustomReflectable {
  /// Why the file cannot be used; never says anything of what is in it.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  private static let largest = 4 << 10

  /// Without white space at both ends.
  package let bytes: [UInt8]

  package var description: String { "(a secret)" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// - Throws: ``Problem`` for a file that others can read, or that holds no fit key: 16 to 512
  ///   visible ASCII characters.
  package init(_ path: String) throws(Problem) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw Self.system(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw Self.system(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(description: "\(path): this is not a file")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw Problem(description: "\(path): it belongs to another user, who knows the secret then")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw Problem(
        description: "\(path): other users can read this secret (mode 0\(mode)); chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: Self.largest + 1)
    let count = read(file, &bytes, bytes.count)
    guard count >= 0 else { throw Self.system(path) }
    guard count <= Self.largest else {
      throw Problem(description: "\(path): it is too large for a file with one secret")
    }
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    let text = bytes[..<count].drop(while: isSpace)
    self.bytes = Array(text.reversed().drop(while: isSpace).reversed())
    guard (16...512).contains(self.bytes.count),
      self.bytes.allSatisfy({ (0x21...0x7e).contains($0) })
    else {
      throw Problem(
        description: "\(path): a secret of 16 to 512 visible ASCII characters is wanted; "
          + "openssl rand -hex 32 makes one")
    }
  }

  private static func system(_ path: String) -> Problem {
    Problem(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
