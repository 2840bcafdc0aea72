import Spec

/// A host name that is safe as part of a path: A-labels of letters, digits and hyphens, at least
/// two, the last beginning with a letter; lower case; no final dot (RFC 1123, RFC 5890).
struct HostName: Hashable, Sendable {
  let ascii: String

  /// Nil for anything else, so that no path is ever made from it.
  init?(ascii: String) {
    let labels = ascii.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard ascii.utf8.count <= 253, labels.count >= 2, labels.allSatisfy(Self.isLabel),
      let first = labels.last?.first, Self.isLetter(first)
    else { return nil }
    self.ascii = ascii
  }

  /// From U-labels or A-labels, as names of resources are.
  init?(name: String) {
    guard let name = try? DomainName(parsing: name) else { return nil }
    self.init(ascii: name.ascii)
  }

  /// From what a client sent: capitals and one final dot are the same name.
  init?(asked: String) {
    guard asked.utf8.count <= 254 else { return nil }
    let bytes = asked.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
    let name = bytes.last == UInt8(ascii: ".") ? bytes.dropLast() : bytes[...]
    self.init(ascii: String(decoding: name, as: UTF8.self))
  }

  /// With U-labels, where it is a name of IDNA2008.
  var unicode: String { (try? DomainName(parsing: ascii))?.unicode ?? ascii }

  private static func isLabel(_ label: Substring.UTF8View.SubSequence) -> Bool {
    guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
    let hyphen = UInt8(ascii: "-")
    return first != hyphen && last != hyphen
      && label.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == hyphen }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
}

/// Whether a text is a club's id (`[a-z0-9]([a-z0-9-]*[a-z0-9])?`, at most 40), and so safe as
/// part of a path.
func isClubID(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  guard let first = bytes.first, let last = bytes.last, bytes.count <= 40 else { return false }
  func isAlphanumeric(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte)
  }
  return isAlphanumeric(first) && isAlphanumeric(last)
    && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
}
