/// What of a file may be a secret, by its words alone, so that it holds for a file that is no YAML,
/// too: what stands after a key such as `password`, on its line and on the lines below it.
///
/// Rather too much than too little: all it costs is an excerpt.
struct Withheld: Sendable {
  /// Of a line, by its number from 1: how many characters of it can be shown.
  private var limits: [UInt32: Int] = [:]
  /// What cannot be shown, line by line.
  private var hidden: [String] = []
  private var visible: [UInt32: String] = [:]

  init(_ bytes: [UInt8]) {
    guard Withheld.mayHoldSecrets(bytes.span) else { return }
    let lines = SourceLines(bytes)
    var block = Block.none
    for number in 1...UInt32(max(1, lines.count)) {
      guard let line = lines.line(number) else { break }
      if !block.isOpen, !Withheld.mayHoldSecrets(line.utf8.span) { continue }
      let scalars = Array(line.unicodeScalars)
      let start = SecretLine.start(scalars)
      if block.goesOn(scalars, start) {
        hide(number, scalars, from: 0)
        continue
      }
      block = .none
      guard let found = SecretLine(scalars, start) else { continue }
      hide(number, scalars, from: found.shown)
      block = found.isOpen ? .rest : .below(column: found.column)
    }
  }

  private mutating func hide(_ number: UInt32, _ scalars: [Unicode.Scalar], from index: Int) {
    limits[number] = index
    visible[number] = text(scalars[..<index])
    hidden.append(text(scalars[index...]))
  }

  /// As much of a line as can be shown.
  func shown(of line: String, _ number: UInt32) -> String {
    guard let limit = limits[number] else { return line }
    let start = text(Array(line.unicodeScalars)[...].prefix(limit))
    return start.unicodeScalars.count == line.unicodeScalars.count ? start : start + " …"
  }

  /// Without values that stand where a secret may be, wherever the problem is.
  func applied(to diagnostic: Diagnostic) -> Diagnostic {
    // These say a key's name and nothing else.
    guard !limits.isEmpty, diagnostic.rule != .secret else { return diagnostic }
    let places = [diagnostic.location] + diagnostic.related.map(\.location)
    let lines = places.filter { $0.file == diagnostic.location.file }.compactMap { place in
      let limit = limits[place.position.line] ?? .max
      return Int(place.position.column) > limit ? place.position.line : nil
    }
    return diagnostic.rephrased { phrase in
      phrase.without { value in
        lines.contains { visible[$0]?.contains(value) != true } || holdsSecret(value)
          || hidden.contains { holdsWord(value, in: $0) }
      }
    }
  }

  /// Whether a key of a secret is in the value and more behind it, as in a key `password = x`.
  private func holdsSecret(_ value: String) -> Bool {
    let scalars = Array(value.unicodeScalars)
    return SecretLine(scalars, SecretLine.start(scalars)).map { $0.shown < scalars.count } ?? false
  }

  /// Whether the value is a whole word, or several, of a text.
  private func holdsWord(_ value: String, in text: String) -> Bool {
    let isCut = value.hasSuffix("…")
    let (text, value) = (Array(text.utf8), Array((isCut ? value.dropLast() : value[...]).utf8))
    guard text.count >= value.count else { return false }
    return (0...text.count - value.count).contains { start in
      let end = start + value.count
      return text[start..<end].elementsEqual(value)
        && (start == 0 || !isWord(text[start - 1]))
        && (isCut || end == text.count || !isWord(text[end]))
    }
  }

  private func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte >= 0x80 }

  private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Whether the beginning of a word is there that a secret's key has.
  private static func mayHoldSecrets(_ bytes: Span<UInt8>) -> Bool {
    var index = 2
    while index < bytes.count {
      switch (bytes[index - 2] | 0x20, bytes[index - 1] | 0x20, bytes[index] | 0x20) {
      // pas, pwd, tok, sec, cre, key
      case (0x70, 0x61, 0x73), (0x70, 0x77, 0x64), (0x74, 0x6F, 0x6B), (0x73, 0x65, 0x63),
        (0x63, 0x72, 0x65), (0x6B, 0x65, 0x79):
        return true
      default: index += 1
      }
    }
    return false
  }

  /// Which lines below a secret's key belong to its value.
  private enum Block {
    case none
    /// Up to a key that stands no deeper.
    case below(column: Int)
    /// All: a quote or a bracket is open.
    case rest

    var isOpen: Bool {
      if case .none = self { false } else { true }
    }

    func goesOn(_ line: [Unicode.Scalar], _ start: Int) -> Bool {
      switch self {
      case .none: false
      case .rest: true
      case .below(let column): start > column || !SecretLine.beginsWithKey(line[start...])
      }
    }
  }
}
