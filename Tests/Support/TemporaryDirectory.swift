import FoundationEssentials
import Glibc

/// A folder of a test's own, mode 0700, that goes with the last reference to it.
///
/// Its path is short, because a UNIX socket's path has at most 107 bytes.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() throws {
    var template = Array("/tmp/allot-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw SystemFailure("mkdtemp") }
    path = made
  }

  /// The path of a file or folder in it.
  public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, making the folders above it.
  public func write(_ name: String, _ text: String) throws {
    try makeFolders(above: name)
    guard let file = fopen(self(name), "w") else { throw SystemFailure("open \(name)") }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw SystemFailure("write \(name)")
    }
  }

  /// Makes a folder and those above it.
  public func makeFolder(_ name: String) throws { try makeFolders(above: "\(name)/.") }

  private func makeFolders(above name: String) throws {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      if mkdir(folder, 0o700) != 0, errno != EEXIST { throw SystemFailure("mkdir \(folder)") }
    }
  }

  deinit {
    // Links in it are removed, not followed.
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// A call of the operating system that failed.
public struct SystemFailure: Error, CustomStringConvertible {
  public let description: String

  public init(_ call: String) {
    description = "\(call): \(String(cString: strerror(errno)))"
  }
}
