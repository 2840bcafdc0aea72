/// A line with the key of a secret in it.
struct SecretLine {
  /// How many characters may be shown: up to the sign after the key.
  var shown: Int
  /// Where the key begins, from 0.
  var column: Int
  /// Whether a quote or a bracket of the value is not closed on the line.
  var isOpen = false

  /// Nil where no key of a secret is.
  ///
  /// - Parameter start: of the line's first word.
  init?(_ line: [Unicode.Scalar], _ start: Int) {
    var index = start
    while index < line.count {
      let word = line[index...].prefix { SecretLine.isPart($0) }
      if !word.isEmpty, SecretLine.isSecret(word),
        let shown = SecretLine.endOfKey(word.indices, in: line, start)
      {
        self.init(shown: shown, column: word.startIndex)
        let rest = line[shown...]
        isOpen = SecretLine.hasOpenQuote(rest) || SecretLine.hasOpenBracket(line)
        return
      }
      index = max(index + 1, word.endIndex)
    }
    return nil
  }

  private init(shown: Int, column: Int) {
    self.shown = shown
    self.column = column
  }

  /// Where the first word of a line begins, after spaces and the dashes of lists.
  static func start(_ line: [Unicode.Scalar]) -> Int {
    line.firstIndex { $0 != " " && $0 != "-" && $0 != "\t" } ?? line.count
  }

  /// Whether a key and its colon are the first thing.
  static func beginsWithKey(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
    let key = line.prefix { isPart($0) || " \"'".unicodeScalars.contains($0) }
    guard !key.isEmpty, key.endIndex < line.endIndex, line[key.endIndex] == ":" else {
      return false
    }
    let next = key.endIndex + 1
    return next == line.endIndex || line[next] == " "
  }

  /// Where the text after a key begins: after its sign, or after the word where a key begins and the
  /// sign was forgotten or stands on the next line. Nil for a word that is no key.
  private static func endOfKey(
    _ word: Range<Int>, in line: [Unicode.Scalar], _ start: Int
  ) -> Int? {
    let rest = line[word.upperBound...].drop { " \t\"'".unicodeScalars.contains($0) }
    if let sign = rest.first, ":=\u{FF1A}".unicodeScalars.contains(sign) {
      return rest.startIndex + 1
    }
    let before = line[start..<word.lowerBound].last { !" \t\"'?-".unicodeScalars.contains($0) }
    guard let before else { return word.upperBound }
    return "{[,".unicodeScalars.contains(before) ? word.upperBound : nil
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || "_-.".unicodeScalars.contains(scalar)
  }

  /// Wider than ``Secrets/isNamed(_:)``: `passwords_old`, `tokenForChat`.
  private static func isSecret(_ key: ArraySlice<Unicode.Scalar>) -> Bool {
    let letters = String(String.UnicodeScalarView(key.filter(\.properties.isAlphabetic)))
      .lowercased()
    // Names a file, or an office.
    if letters.hasSuffix("file") { return false }
    if ["key", "keys", "pass"].contains(letters) { return true }
    let name = letters.replacing("secretar", with: "")
    return [
      "passw", "passphrase", "passcode", "pwd", "token", "secret", "credential", "apikey",
      "privatekey",
    ].contains { name.contains($0) }
  }

  private static func hasOpenQuote(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    let value = rest.drop { $0 == " " || $0 == "\t" }
    guard let first = value.first, first == "\"" || first == "'" else { return false }
    return !value.dropFirst().contains(first)
  }

  private static func hasOpenBracket(_ line: [Unicode.Scalar]) -> Bool {
    line.count { $0 == "]" || $0 == "}" } < line.count { $0 == "[" || $0 == "{" }
  }
}
