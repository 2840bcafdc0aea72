/// A sentence of ours. What a user's file says in it is known apart, so that it can be taken out.
struct Phrase: Hashable, Sendable {
  /// Stand before and after a value. No value holds them: ``cut(_:)`` replaces control characters.
  private static let begin: Unicode.Scalar = "\u{2}"
  private static let end: Unicode.Scalar = "\u{3}"

  /// With the marks.
  private let marked: String

  init(_ marked: String) { self.marked = marked }

  /// A value as it goes into a sentence.
  static func value(_ text: String) -> String { "\(begin)\(text)\(end)" }

  /// As it is read.
  var text: String {
    hasValues
      ? String(
        String.UnicodeScalarView(
          marked.unicodeScalars.filter { $0 != Phrase.begin && $0 != Phrase.end }))
      : marked
  }

  var hasValues: Bool { marked.utf8.contains(2) }

  /// The sentence with `…` in place of some of its values.
  func without(_ isHidden: (String) -> Bool) -> Phrase {
    guard hasValues else { return self }
    var result = ""
    var rest = marked[...]
    while let start = rest.unicodeScalars.firstIndex(of: Phrase.begin),
      let end = rest[start...].unicodeScalars.firstIndex(of: Phrase.end)
    {
      let value = String(rest[rest.unicodeScalars.index(after: start)..<end])
      let isShown = value.isEmpty || !isHidden(value)
      result += rest[..<start] + (isShown ? Phrase.value(value) : "…")
      rest = rest[rest.unicodeScalars.index(after: end)...]
    }
    return Phrase(result + rest)
  }

  /// The sentence with `…` in place of some words in backticks that are no marked values.
  func withoutWords(_ isHidden: (String) -> Bool) -> Phrase {
    var pieces = marked.split(separator: "`", omittingEmptySubsequences: false)
    for index in pieces.indices where index % 2 == 1 && isHidden(String(pieces[index])) {
      pieces[index] = "…"
    }
    return Phrase(pieces.joined(separator: "`"))
  }
}

extension Diagnostic {
  var hasValues: Bool {
    phrase.hasValues || hintPhrase?.hasValues == true || related.contains { $0.phrase.hasValues }
  }

  /// Every sentence of it changed.
  func rephrased(_ change: (Phrase) -> Phrase) -> Diagnostic {
    var diagnostic = self
    diagnostic.phrase = change(phrase)
    diagnostic.hintPhrase = hintPhrase.map(change)
    for index in related.indices {
      diagnostic.related[index].phrase = change(related[index].phrase)
    }
    return diagnostic
  }
}
