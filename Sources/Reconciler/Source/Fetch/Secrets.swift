import Glibc

/// Reads a small file that holds a secret or decides whom to trust.
///
/// Fails when it is missing, empty, over 64 KiB, not a plain file, or open to everybody.
func readSecret(_ path: String, _ what: String, public isPublic: Bool = false)
  throws(SourceFailure) -> String
{
  func failure(_ why: String) -> SourceFailure {
    SourceFailure(.credentialsUnreadable, "the \(what) \(path) \(why)")
  }
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else { throw failure("cannot be read: \(systemError())") }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw failure("is not a plain file")
  }
  let others: mode_t = isPublic ? 0o002 : 0o007
  guard status.st_mode & others == 0 else {
    throw failure("is open to every user of this machine; run chmod 600 on it")
  }
  let limit = 64 << 10
  guard let bytes = readAll(file, limit: limit) else {
    throw failure("cannot be read, or is larger than \(limit) bytes")
  }
  guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
    throw failure("is empty or not text")
  }
  return text
}

/// An access token: one line of printable ASCII.
func readToken(_ path: String) throws(SourceFailure) -> String {
  let text = try readSecret(path, "token file")
  let token = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  let trimmed = token.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }
  let clean = String(trimmed.reversed())
  guard !clean.isEmpty, clean.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
    throw SourceFailure(
      .credentialsUnreadable, "the token file \(path) does not hold a token on its first line")
  }
  return clean
}
