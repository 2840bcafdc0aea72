/// The id of a club: a DNS label of at most 40 characters.
public enum ClubID {
  static let pattern = "^(?!..--)[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"

  public static func isValid(_ text: String) -> Bool { (try? checked(text)) != nil }

  static func checked(_ text: String) throws(InvalidValue) -> String {
    let bytes = text.utf8
    guard !bytes.isEmpty else { throw InvalidValue("is empty") }
    let isFine = bytes.allSatisfy { byte in
      isDigit(byte) || byte == UInt8(ascii: "-")
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    guard isFine, bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else {
      throw InvalidValue(
        "is not an id of a club", hint: "use a to z, 0 to 9 and hyphens in between")
    }
    guard bytes.count <= 40 else { throw InvalidValue("is longer than 40 characters") }
    guard !bytes.dropFirst(2).starts(with: "--".utf8) else {
      throw InvalidValue("has hyphens in the third and fourth place, which no host name has")
    }
    return text
  }
}
