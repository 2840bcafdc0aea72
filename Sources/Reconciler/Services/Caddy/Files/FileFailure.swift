import Glibc

/// A call on the file system that failed: never to be taken for "nothing there".
struct FileFailure: Error, Equatable, CustomStringConvertible {
  var call: String
  var path: String
  var code: CInt

  /// With the `errno` of the call that just failed.
  init(_ call: String, _ path: String, code: CInt = errno) {
    self.call = call
    self.path = path
    self.code = code
  }

  var isMissing: Bool { code == ENOENT }
  var isFull: Bool { code == ENOSPC || code == EDQUOT }

  /// `open /srv/allotment/sites: Permission denied`
  var description: String { "\(call) \(path): \(String(cString: strerror(code)))" }
}
