/// The secret that lets a reader of the status server see personal data.
///
/// It cannot be printed by accident.
public struct APIToken: Sendable {
  private let bytes: [UInt8]

  /// What is wrong with a token's text, without the text.
  public struct Invalid: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// - Parameter text: 16 to 512 visible ASCII characters; white space around them is dropped.
  public init(_ text: String) throws(Invalid) {
    let bytes = Array(text.utf8).trimmed
    guard (16...512).contains(bytes.count) else {
      throw Invalid(description: "an API token has 16 to 512 characters")
    }
    guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw Invalid(description: "an API token has only visible ASCII characters")
    }
    self.bytes = bytes
  }

  /// Whether `candidate` is the token. The time that it takes depends on the candidate's length
  /// alone, so that a token cannot be guessed byte by byte.
  public func matches(_ candidate: some Collection<UInt8>) -> Bool {
    var difference = bytes.count ^ candidate.count
    for (index, byte) in candidate.enumerated() {
      difference |= Int(byte ^ bytes[index % bytes.count])
    }
    return difference == 0
  }
}

extension APIToken: CustomStringConvertible, CustomReflectable {
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
