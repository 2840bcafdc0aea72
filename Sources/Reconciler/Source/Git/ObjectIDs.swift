import CLibgit2
import Spec

/// The id of a commit: 40 lower-case hexadecimal digits.
public struct CommitID: Hashable, Sendable, Codable, CustomStringConvertible {
  public let hex: String

  /// Nil when the text is not 40 hexadecimal digits. Capitals are accepted.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 40, text.utf8.allSatisfy(isHexDigit) else { return nil }
    hex = text.lowercased()
  }

  init(_ id: git_oid) { hex = hexDigits(id) }

  public var description: String { hex }

  /// As people write it in a sentence.
  public var short: String { String(hex.prefix(10)) }
}

func isHexDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
    UInt8(ascii: "A")...UInt8(ascii: "F"):
    true
  default:
    false
  }
}

func hexDigits(_ id: git_oid) -> String {
  withUnsafePointer(to: id) { id in
    String(unsafeUninitializedCapacity: 40) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { _ = git_oid_fmt($0.baseAddress, id) }
      return 40
    }
  }
}

/// Nil when the text is not 40 hexadecimal digits.
func objectID(_ hex: String) -> git_oid? {
  guard hex.utf8.count == 40 else { return nil }
  var id = git_oid()
  return git_oid_fromstr(&id, hex) == 0 ? id : nil
}

extension ContentID {
  init(_ id: git_oid) { self.init(hex: hexDigits(id)) }
}
