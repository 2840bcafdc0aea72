import Glibc
import Logging

extension Logger {
  /// For the HTTP library: what it tells as information is a detail here.
  var quiet: Logger {
    var copy = self
    if copy.logLevel < .notice, copy.logLevel > .debug { copy.logLevel = .notice }
    return copy
  }
}

/// "address already in use"
func describe(errno code: CInt) -> String { String(cString: strerror(code)).lowercased() }
