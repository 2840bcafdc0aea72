import Glibc

/// What was published as one release: the proof against which drift is found. It stands beside
/// the release, not in it, and only the agent reads it.
///
///     allotment release 1
///     path sites/chess
///     <SHA-256> <size> <path>      one line a file, by path
///     end <number of files>
struct Manifest: Equatable, Sendable {
  struct File: Equatable, Sendable {
    var size: Int64
    /// 64 hexadecimal digits.
    var sha256: String
  }

  /// The folder in the provider's repository.
  var path: String
  /// By path within the release.
  var files: [String: File]

  static let limit = 128 << 20
  private static let heading = "allotment release 1"

  init(path: String, files: [String: File] = [:]) {
    self.path = path
    self.files = files
  }

  var bytes: [UInt8] {
    var text = "\(Self.heading)\npath \(path)\n"
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      text += "\(file.sha256) \(file.size) \(path)\n"
    }
    text += "end \(files.count)\n"
    return Array(text.utf8)
  }

  /// Nil when it is cut off or was changed into something that we do not write.
  init?(bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[
      ...]
    guard let first = lines.popFirst(), Substring(first) == Self.heading,
      let second = lines.popFirst().map(Substring.init), second.hasPrefix("path "),
      lines.popLast()?.isEmpty == true, let last = lines.popLast().map(Substring.init)
    else { return nil }
    self.init(path: String(second.dropFirst("path ".count)))
    files.reserveCapacity(lines.count)
    for line in lines {
      let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
      guard parts.count == 3, parts[0].count == 64, let size = Int64(Substring(parts[1]))
      else { return nil }
      files[String(Substring(parts[2]))] = File(size: size, sha256: String(Substring(parts[0])))
    }
    guard last == "end \(lines.count)", files.count == lines.count else { return nil }
  }
}
