import Crypto

/// A secret that somebody else knows too: the API token, whose holder sees personal data, or the
/// secret of a webhook.
///
/// It cannot be printed by accident.
public struct SharedSecret: Sendable {
  private let bytes: [UInt8]

  /// What is wrong with a secret's text, without the text.
  public struct Invalid: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// - Parameter text: 16 to 512 visible ASCII characters; white space around them is dropped.
  public init(_ text: String) throws(Invalid) {
    let bytes = Array(text.utf8).trimmed
    guard (16...512).contains(bytes.count) else {
      throw Invalid(description: "it must have 16 to 512 characters")
    }
    guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw Invalid(description: "it must have only visible ASCII characters")
    }
    self.bytes = bytes
  }

  /// Whether `candidate` is the secret. The time that it takes depends on the candidate's length
  /// alone, so that a secret cannot be guessed byte by byte.
  public func matches(_ candidate: some Collection<UInt8>) -> Bool {
    var difference = bytes.count ^ candidate.count
    for (index, byte) in candidate.enumerated() {
      difference |= Int(byte ^ bytes[index % bytes.count])
    }
    return difference == 0
  }
}

extension SharedSecret {
  /// The key of HMACs with SHA-256 (RFC 2104).
  var key: SymmetricKey { SymmetricKey(data: bytes) }
}

extension SharedSecret: CustomStringConvertible, CustomReflectable {
  public var description: String { "(a secret)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
  /// Without ASCII white space at both ends.
  fileprivate var trimmed: [UInt8] {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    let start = drop(while: isSpace)
    return Array(start.reversed().drop(while: isSpace).reversed())
  }
}
