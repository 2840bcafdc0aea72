import Spec

/// "1 room", "3 rooms", in the words of people for what a service calls otherwise.
func counted(_ count: Int, _ kind: String) -> String {
  let one =
    switch kind {
    case "vhost": "chat domain"
    default: printable(kind.replacing("-", with: " "), limit: 40)
    }
  return counted(count, one: one)
}

/// "1 deletion", "2 deletions".
func counted(_ count: Int, one: String) -> String {
  if count == 1 { return "1 \(one)" }
  let needsE = one.hasSuffix("s") || one.hasSuffix("x") || one.hasSuffix("ch")
  return "\(count) \(one)\(needsE ? "es" : "s")"
}

/// "a", "a and b", "a, b and c".
func listed(_ items: [String]) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " and " + last
}

/// `main@sha1:0123…` for people: the branch and twelve digits.
func short(_ revision: Revision) -> String {
  let text = revision.description
  guard let at = text.lastIndex(of: "@"), let colon = text[at...].firstIndex(of: ":") else {
    return printable(text, limit: 60)
  }
  let digits = text[text.index(after: colon)...]
  return printable(String(text[..<at]), limit: 60) + "@" + printable(String(digits.prefix(12)))
}

/// `clubs/chess.yaml:14`: the column is for machines.
func place(_ location: SourceLocation) -> String {
  "\(printable(location.file, limit: 200)):\(location.position.line)"
}
