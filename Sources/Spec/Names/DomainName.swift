/// A domain name in both of its forms, normalised (IDNA2008): lower case, no final dot.
public struct DomainName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// A-labels: for comparison, DNS, TLS and file names.
  public let ascii: String
  /// U-labels: for XMPP on the wire and in what people read.
  public let unicode: String

  /// Both forms must belong to the same name: only the parser and tests make them.
  public init(ascii: String, unicode: String) {
    self.ascii = ascii
    self.unicode = unicode
  }

  public var description: String { unicode }

  public static func == (a: Self, b: Self) -> Bool { a.ascii == b.ascii }
  public static func < (a: Self, b: Self) -> Bool { a.ascii < b.ascii }
  public func hash(into hasher: inout Hasher) { hasher.combine(ascii) }

  /// `label` must be ASCII: `conference`, a club's id.
  public func prefixed(by label: String) -> DomainName {
    DomainName(ascii: label + "." + ascii, unicode: label + "." + unicode)
  }

  /// Whether this name is `other` or stands below it.
  public func isWithin(_ other: DomainName) -> Bool {
    let (name, end) = (ascii.utf8.span, other.ascii.utf8.span)
    let rest = name.count - end.count
    guard rest > 0 else { return ascii == other.ascii }
    guard name[rest - 1] == UInt8(ascii: ".") else { return false }
    for index in end.indices where name[rest + index] != end[index] { return false }
    return true
  }
}
