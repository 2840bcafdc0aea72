import Foundation
import Glibc
import ServiceContract
import Synchronization

/// What the token file holds: one line, either an OAuth bearer token or `user@host:password`.
///
/// It is never part of a description, a log or an error.
final class Credentials: Sendable {
  let file: String
  private let header = Mutex<String?>(nil)

  init(file: String) { self.file = file }

  /// The value of the header `Authorization`. The file is read once, and again after ``forget()``.
  func authorization() throws(ServiceFailure) -> String {
    if let known = header.withLock({ $0 }) { return known }
    let line = try read()
    let value =
      line.contains(":") ? "Basic \(Data(line.utf8).base64EncodedString())" : "Bearer \(line)"
    header.withLock { $0 = value }
    return value
  }

  /// After it was refused: the file may hold a new one.
  func forget() { header.withLock { $0 = nil } }

  private func read() throws(ServiceFailure) -> String {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw unreadable("\(file): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4_097)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { throw unreadable("\(file): \(String(cString: strerror(errno)))") }
    guard count <= 4_096, let text = String(validating: buffer[..<count], as: UTF8.self) else {
      throw unreadable("\(file) is no token file: it is longer than one line of text")
    }
    let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
    guard !line.isEmpty, line.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 })
    else {
      throw unreadable("\(file) is no token file: it must hold one line without spaces")
    }
    return line
  }

  private func unreadable(_ message: String) -> ServiceFailure {
    ServiceFailure(code: "no-token", message: message, retry: .later)
  }
}
