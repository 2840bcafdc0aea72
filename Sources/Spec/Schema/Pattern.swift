/// Regular expressions of ECMA 262 for the schema, in the part that all engines read alike.
///
/// Where a standard cannot be said in one, the pattern lets pass more than the decoder takes,
/// never less.
enum Pattern {
  static func whole(_ pattern: String) -> String { "^(?:\(pattern))$" }

  /// Letters of ASCII in either case.
  static func caseless(_ text: String) -> String {
    text.map { letter in
      guard letter.isASCII, letter.isLetter else { return letter == "." ? "\\." : "\(letter)" }
      return "[\(letter.uppercased())\(letter.lowercased())]"
    }.joined()
  }

  // MARK: Text

  /// What neither a terminal nor a page shows: see ``isPrintable(_:)``.
  private static let hidden =
    "\u{0}-\u{1F}\u{7F}-\u{9F}\u{2028}\u{2029}\u{202A}-\u{202E}\u{2066}-\u{2069}"

  private static let spaces = " \u{A0}\u{1680}\u{2000}-\u{200A}\u{202F}\u{205F}\u{3000}"

  /// What leaves nothing on a page when it stands alone, of the characters that fit into 16 bits.
  private static let invisible =
    "\u{AD}\u{34F}\u{61C}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180B}-\u{180F}\u{200B}-\u{200F}"
    + "\u{2060}-\u{2065}\u{206A}-\u{206F}\u{2800}\u{3164}\u{FE00}-\u{FE0F}\u{FEFF}\u{FFA0}"
    + "\u{FFF0}-\u{FFF8}"

  /// One line with something in it.
  static let line =
    "^[^\(hidden)]*[^\(hidden)\(spaces)\(invisible)][^\(hidden)]*$"

  /// Lines, perhaps none.
  static let paragraph = "^(?:[^\(hidden)]|[\n\t])*$"

  // MARK: Names

  static let localPart = "^[^\(hidden) \"&'/:<>@]+$"

  static let domain = "(?:\(label)\\.)+(?![0-9]+\\.?(?:$|[ -,/:-@\\[-`{-~]))\(label)\\.?"

  private static let label = "(?:\(asciiLabel)|\(foreignLabel))"

  /// Letters, digits and hyphens; hyphens in the third and fourth place only after `xn`.
  private static let asciiLabel =
    "(?!(?![Xx][Nn])[0-9A-Za-z]{2}--)[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
    + "(?![0-9A-Za-z-]|[^\u{0}-\u{7F}])"

  /// One with a character beyond ASCII. What IDNA2008 asks of it no pattern can say.
  private static let foreignLabel =
    "[0-9A-Za-z-]*[^\u{0}-\u{9F}](?:[0-9A-Za-z-]|[^\u{0}-\u{9F}])*"

  static let jid = whole("[^\(hidden) \"&'/:<>@]+@\(domain)")

  // MARK: Addresses

  private static let atom = "[!#-'*+/-9=?A-Z^-~-]+"

  /// An addr-spec of RFC 5322, with U-labels too.
  static let mailbox =
    "(?:(?=[^@]{1,64}@)\(atom)(?:\\.\(atom))*|\"(?:[ !#-\\[\\]-~]|\\\\[ -~]){0,62}\")"
    + "@(?:\\[[!-Z^-~]+\\]|\(atom)(?:\\.\(atom))*|\(domain))"

  private static let urlText = "(?:%[0-9A-Fa-f]{2}|[^\(hidden) \"%<>\\\\])"

  private static let noTemplate = "(?!.*\\{\\{)"

  static func url(_ scheme: String) -> String {
    "\(noTemplate)\(scheme)://\(domain)(?::\\+?0*[1-9][0-9]{0,4})?(?:[/?#]\(urlText)*)?"
  }

  static let webURL = url("\(caseless("http"))[Ss]?")

  /// Unlike a site's it may have an IP address.
  static let machineURL = whole(
    "\(noTemplate)\(caseless("http"))[Ss]?://(?![/?#:])\(urlText)+")

  /// A host, an IPv6 address in brackets, and a port.
  static let listen =
    "^(?:\\[[0-9A-Za-z.:-]+\\]|[0-9A-Za-z.-]+):\\+?0*[1-9][0-9]{0,4}$"

  /// An e-mail address or a URI to write to.
  static let contact = whole(
    [
      mailbox, url(caseless("https")),
      "\(caseless("mailto:"))[!-~]*(?:@|%40)[!-~]+", "\(caseless("xmpp:"))[!-~]+",
    ].joined(separator: "|"))

  // MARK: Paths

  static let redirectSource = "^\(noTemplate)/(?![^?#]*[?#])\(urlText)*$"

  static let redirectTarget = whole("\(noTemplate)/(?!/)\(urlText)*|\(webURL)")

  /// A folder of the repository, none of whose names begins with a dot.
  static let siteFolder = "^sites(?:/(?!\\.)[^/\(hidden)]+)+/?$"

  // MARK: Times

  private static let leapYear =
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"

  private static let longMonths = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"

  private static let shortMonths = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"

  private static let february = "02-(?:0[1-9]|1[0-9]|2[0-8])"

  static let date =
    "^(?!0000)(?:[0-9]{4}-(?:\(longMonths)|\(shortMonths)|\(february))|\(leapYear)-02-29)$"

  static let dayOfYear = "^(?:\(longMonths)|\(shortMonths)|\(february)|02-29)$"
}
