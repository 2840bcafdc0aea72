/// The longest piece of a user's value that a message repeats, in characters.
private let longestQuote = 80

/// A user's value as a message repeats it: at most 80 characters, nothing that a terminal would
/// act on, no credentials of a URL and no key block. For a ``Phrase``, in which it is marked.
func quoted(_ text: String) -> String { "`\(cut(text))`" }

func cut(_ text: String) -> String {
  Secrets.isInside(text) ? "…" : Phrase.value(shortened(text))
}

private func shortened(_ text: String) -> String {
  var cut = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < longestQuote else { return cut + "…" }
    cut.unicodeScalars.append(isPrintable(scalar) ? scalar : "\u{FFFD}")
    count += 1
  }
  return cut
}

/// For a key that is unknown only because of a space that looks like another one.
func strangeSpaceHint(_ text: String) -> String? {
  let strange = text.unicodeScalars.first { !$0.isASCII && $0.properties.isWhitespace }
  return strange.map { "it holds \(codePoint($0)), which looks like a space: write a plain one" }
}

/// Whether a terminal and a page show the character without acting on it.
func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  // Controls, and the separators of lines and paragraphs.
  case ..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: false
  default: !isDirectionControl(scalar)
  }
}

/// Embeddings, overrides and isolates of the bidirectional algorithm: they make a text look like
/// another one.
func isDirectionControl(_ scalar: Unicode.Scalar) -> Bool {
  (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
}
