extension Definition where Value == String {
  /// A well-formed language tag (BCP 47, RFC 5646 section 2.1).
  static var language: Definition {
    let shape = TextShape(
      "a language", longest: 100, pattern: languagePattern, examples: ["en-GB", "de"],
      mayLookLike: [.boolean])
    return Definition.parsed(shape, .language) { text throws(InvalidValue) in
      guard isLanguageTag(text) else {
        throw InvalidValue(
          "is not a language tag of BCP 47",
          hint: text.holds("_")
            ? "write a hyphen: `en-GB`" : "write a language and, if needed, a region: `en-GB`")
      }
      return text
    }.named("language")
  }

  /// A time zone of the IANA database.
  static var timeZone: Definition {
    let read = Definition.parsed(TextShape("a time zone"), .timeZone) {
      text throws(InvalidValue) in
      guard TimeZoneNames.contains(text) else {
        throw InvalidValue("is not a time zone of IANA", hint: TimeZoneNames.hint(for: text))
      }
      return text
    }.read
    return Definition(.named("timeZone", .choice(TimeZoneNames.sorted.map { Word($0) })), read)
  }
}

private func isLanguageTag(_ text: String) -> Bool {
  guard text.utf8.count <= 100 else { return false }
  let tag = text.lowercased()
  if grandfathered.contains(tag) { return true }
  var rest = tag.split(separator: "-", omittingEmptySubsequences: false)[...]
  guard rest.allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(isAlphanumeric) })
  else { return false }
  if rest.first == "x" { return rest.count > 1 }
  guard let language = rest.popFirst(), isLetters(language, 2...8) else { return false }
  if language.utf8.count <= 3 {
    for _ in 0..<3 where rest.first.map({ isLetters($0, 3...3) }) ?? false { rest.removeFirst() }
  }
  if let script = rest.first, isLetters(script, 4...4) { rest.removeFirst() }
  if let region = rest.first, isLetters(region, 2...2) || isDigits(region, 3) { rest.removeFirst() }
  return skipVariants(&rest) && skipExtensions(&rest) && rest.isEmpty
}

private func skipVariants(_ rest: inout ArraySlice<Substring>) -> Bool {
  var seen: Set<Substring> = []
  while let variant = rest.first, isVariant(variant) {
    guard seen.insert(variant).inserted else { return false }
    rest.removeFirst()
  }
  return true
}

private func isVariant(_ text: Substring) -> Bool {
  text.utf8.count >= 5 || (text.utf8.count == 4 && isDigit(text.utf8.first ?? 0))
}

private func skipExtensions(_ rest: inout ArraySlice<Substring>) -> Bool {
  var seen: Set<Substring> = []
  while let singleton = rest.first, singleton.utf8.count == 1 {
    rest.removeFirst()
    guard seen.insert(singleton).inserted else { return false }
    let least = singleton == "x" ? 1 : 2
    guard let first = rest.first, first.utf8.count >= least else { return false }
    while let part = rest.first, part.utf8.count >= least { rest.removeFirst() }
  }
  return true
}

private func isLetters(_ text: Substring, _ count: ClosedRange<Int>) -> Bool {
  count.contains(text.utf8.count) && text.utf8.allSatisfy(isLetter)
}

private func isDigits(_ text: Substring, _ count: Int) -> Bool {
  text.utf8.count == count && text.utf8.allSatisfy(isDigit)
}

private func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

/// Tags from before RFC 4646 that no longer fit the grammar.
private let grandfathered: Set<String> = [
  "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux",
  "i-mingo", "i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
]

/// The same grammar as a regular expression. Parts that stand twice are found where they are
/// written alike.
private let languagePattern: String = {
  let old = grandfathered.sorted().map(Pattern.caseless).joined(separator: "|")
  let language = "(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})"
  let region = "(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
  let variant = "(?:[0-9A-Za-z]{5,8}|[0-9][0-9A-Za-z]{3})"
  let extensions = "(?:-[0-9A-WY-Za-wy-z](?:-[0-9A-Za-z]{2,8})+)*"
  let personal = "[Xx](?:-[0-9A-Za-z]{1,8})+"
  let part = "(?:[0-9A-Za-z]{2,8}-)"
  let noVariantTwice = "(?!\(part)+?(\(variant))-\(part)*?\\1(?:-|$))"
  return "^(?:\(old)|\(personal)|\(noVariantTwice)\(language)\(region)(?:-\(variant))*"
    + "\(extensions)(?:-\(personal))?)$"
}()
