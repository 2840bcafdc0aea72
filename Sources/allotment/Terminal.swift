import ArgumentParser
import Glibc

/// Standard output and error.
enum Terminal {
  static var hasColour: Bool {
    isatty(STDOUT_FILENO) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
      && getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// For problems and progress.
  static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

  /// One line on standard error, on a terminal only.
  static func progress(_ text: String) {
    if isatty(STDERR_FILENO) == 1 { complain(text) }
  }

  /// Whether the person at the terminal agrees; nil without a terminal.
  static func confirms(_ question: String) -> Bool? {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    write("\(question) [y/N] ", to: STDERR_FILENO)
    return readLine().map { ["y", "yes"].contains($0.lowercased()) } ?? false
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)
    if bytes.last != UInt8(ascii: "\n"), !text.hasSuffix(" ") { bytes.append(UInt8(ascii: "\n")) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// An error of the command line's own, with its exit code.
struct CommandFailure: Error {
  var exitCode: Int32
  var message: String

  /// Prints the message and ends with the code.
  func exit() -> any Error {
    Terminal.complain("allotment: \(message)")
    return ExitCode(exitCode)
  }
}

extension CommandFailure {
  static func unreachable(_ message: String) -> any Error {
    CommandFailure(exitCode: 6, message: message).exit()
  }
  static func invalid(_ message: String) -> any Error {
    CommandFailure(exitCode: 3, message: message).exit()
  }
  static func failed(_ message: String) -> any Error {
    CommandFailure(exitCode: 1, message: message).exit()
  }
}
