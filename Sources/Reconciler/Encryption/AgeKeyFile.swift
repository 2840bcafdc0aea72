import Glibc

/// The file that holds the private keys, as `age-keygen` writes it: a key a line, and comments.
public enum AgeKeyFile {
  /// Why the file cannot be used; never says anything of what is in it.
  public struct Problem: Error, CustomStringConvertible {
    public let description: String
  }

  private static let largest = 64 << 10

  /// - Throws: ``Problem`` for a file that others can read, or that holds something else.
  public static func read(_ path: String) throws(Problem) -> AgeKeys {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw system(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw system(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(description: "\(path): this is not a file")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw Problem(description: "\(path): it belongs to somebody else, so the keys are theirs too")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Problem(
        description: "\(path): others may read these private keys (mode "
          + "\(octal(status.st_mode & 0o777))); chmod 600 \(path)")
    }
    guard status.st_size <= largest else {
      throw Problem(description: "\(path): it is too large for a file of keys")
    }
    return try keys(in: text(file, path), path)
  }

  /// - Parameter path: for messages.
  public static func keys(in text: String, _ path: String) throws(Problem) -> AgeKeys {
    var identities: [AgeIdentity] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let word = line.drop(while: \.isWhitespace)
      guard !word.isEmpty, !word.hasPrefix("#") else { continue }
      let key = String(word.prefix { !$0.isWhitespace })
      guard let identity = AgeIdentity(key), identities.count < 100 else {
        throw Problem(description: "\(path), line \(index + 1): \(reason(key))")
      }
      identities.append(identity)
    }
    guard !identities.isEmpty else {
      throw Problem(description: "\(path): there is no key in it; age-keygen makes one")
    }
    return AgeKeys(identities)
  }

  private static func reason(_ word: String) -> String {
    if word.hasPrefix("-----BEGIN") {
      return "the keys are encrypted with a passphrase, or are those of ssh; a plain key of age is "
        + "wanted, which age-keygen makes"
    }
    if word.hasPrefix("AGE-PLUGIN-") { return "keys of plugins are not supported" }
    if word.hasPrefix("age1") { return "this is a public key; the private one is wanted" }
    return "this is no private key of age (AGE-SECRET-KEY-1…), or it has a typing error"
  }

  private static func text(_ file: CInt, _ path: String) throws(Problem) -> String {
    var bytes = [UInt8](repeating: 0, count: largest + 1)
    var length = 0
    while length < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(file, buffer.baseAddress.map { $0 + length }, buffer.count - length)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw system(path) }
      if count == 0 { break }
      length += count
    }
    return String(decoding: bytes[..<length], as: UTF8.self)
  }

  private static func octal(_ mode: mode_t) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func system(_ path: String) -> Problem {
    Problem(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
