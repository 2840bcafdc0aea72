/// The page for whoever writes specs: every key, what it takes, and what it means without it. Made
/// from the definitions that decode, as the schemas are.
public enum SpecReference {
  /// Markdown.
  public static var markdown: String {
    var text = """
      # Reference: every key of every file

      Made from the definitions that read the files; `allotment schema club`, `provider` or `agent`
      prints the same for editors and validators (JSON Schema 2020-12). What holds between keys and
      between files, [rules.md](rules.md) lists.

      Text may stand without quotes, whatever it looks like: `no`, `1e3` and `2024` are text where
      text is wanted. A key that is not there means its default; `null` and a key without a value
      are errors.

      """
    for document in SpecDocument.allCases {
      var page = ReferencePage(document)
      text += "\n" + page.section
    }
    return text
  }
}

/// One kind of file.
private struct ReferencePage {
  let document: SpecDocument
  /// Mappings that are still to be written, with the path that leads to each.
  private var waiting: [(path: String, object: ObjectShape)] = []

  init(_ document: SpecDocument) { self.document = document }

  var section: String {
    mutating get {
      var text = "## \(document.file)\n\n\(document.about)\n\n" + table(document.shape, "")
      while !waiting.isEmpty {
        let next = waiting.removeFirst()
        text += "\n### \(document.rawValue): `\(next.path)`\n\n"
        // What it holds in turn comes right after it.
        let later = waiting
        waiting = []
        text += table(next.object, next.path)
        waiting += later
      }
      return text
    }
  }

  private mutating func table(_ object: ObjectShape, _ path: String) -> String {
    var text = "| key | value | without it | meaning |\n|---|---|---|---|\n"
    var words: [(key: String, words: [Word])] = []
    for field in object.fields {
      let place = path.isEmpty ? field.key : "\(path).\(field.key)"
      let cells = [
        "`\(field.key)`", value(field.shape, place), absence(field),
        meaning(field),
      ]
      text += "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
      if let choice = field.shape.describedWords { words.append((field.key, choice)) }
    }
    let conditions = object.conditions.compactMap(\.sentence)
    if !conditions.isEmpty { text += "\n" + conditions.joined(separator: " ") + "\n" }
    for (key, choice) in words {
      text += "\n`\(key)`:\n\n"
      for word in choice {
        text += "- `\(word.text)`" + (word.about.map { ": \($0)" } ?? "") + "\n"
      }
    }
    return text
  }

  private func absence(_ field: ObjectShape.Field) -> String {
    if field.isRequired { return "**required**" }
    switch field.absent {
    case .same(let value): return "`\(value.yaml)`"
    case .means(let words): return words
    case nil: return ""
    }
  }

  private func meaning(_ field: ObjectShape.Field) -> String {
    guard let example = field.examples.first else { return field.about }
    return "\(field.about) Example: `\(example.yaml)`."
  }

  private func escaped(_ cell: String) -> String { cell.replacing("|", with: "\\|") }

  // MARK: Values

  /// In words; the mappings in it are put on the waiting list.
  private mutating func value(_ shape: Shape, _ path: String) -> String {
    switch shape {
    case .text(let text):
      text.examples.isEmpty ? text.what : "\(text.what), as in `\(text.examples[0])`"
    case .integer(let range): rangeText(range)
    case .number(let numbers): alternatives(numbers.map { "`\($0)`" })
    case .boolean: "`true` or `false`"
    case .choice(let words): alternatives(words.map { "`\($0.text)`" })
    case .list(let list): listText(list, path)
    case .map(let map):
      "a mapping: the name of \(map.key), and \(value(map.value, "\(path).<name>"))"
    case .object(let object): link(object, path)
    case .either(let shapes): eitherText(shapes, path)
    case .named(let name, .choice(let words)) where words.count > 20: article(name)
    case .named(_, let shape): value(shape, path)
    }
  }

  private mutating func listText(_ list: ListShape, _ path: String) -> String {
    let least = list.atLeast > 0 ? ", at least one" : ""
    return "a list\(least): \(value(list.element, "\(path)[]"))"
  }

  private mutating func eitherText(_ shapes: [Shape], _ path: String) -> String {
    let texts = shapes.map { shape in
      if case .object(let object) = shape, let type = object.fields.first, type.key == "type",
        case .choice(let words) = type.shape, words.count == 1
      {
        return value(shape, "\(path): \(words[0].text)")
      }
      return value(shape, path)
    }
    return texts.joined(separator: ", or ")
  }

  private mutating func link(_ object: ObjectShape, _ path: String) -> String {
    waiting.append((path, object))
    return "[\(object.what)](#\(anchor(path)))"
  }

  /// As the usual renderers make it of a heading.
  private func anchor(_ path: String) -> String {
    let heading = "\(document.rawValue): \(path)".lowercased()
    let kept = heading.unicodeScalars.filter {
      $0 == " " || $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    return String(String.UnicodeScalarView(kept)).replacing(" ", with: "-")
  }

  private func rangeText(_ range: ClosedRange<Int>) -> String {
    range.upperBound >= 1_000_000_000
      ? "a whole number, at least \(range.lowerBound)"
      : "a whole number, \(range.lowerBound) to \(range.upperBound)"
  }

  private func article(_ name: String) -> String {
    "a " + name.map { $0.isUppercase ? " \($0.lowercased())" : "\($0)" }.joined()
  }
}

/// `a`, `b` or `c`.
private func alternatives(_ words: [String]) -> String {
  guard words.count > 1, let last = words.last else { return words.joined() }
  return "\(words.dropLast().joined(separator: ", ")) or \(last)"
}

extension Shape {
  /// The words of a choice, if they say what they mean.
  fileprivate var describedWords: [Word]? {
    switch self {
    case .choice(let words): words.contains { $0.about != nil } ? words : nil
    case .either(let shapes): shapes.lazy.compactMap(\.describedWords).first
    case .list(let list): list.element.describedWords
    case .named(_, let shape): shape.describedWords
    case .text, .integer, .number, .boolean, .map, .object: nil
    }
  }
}

extension Condition {
  fileprivate var sentence: String? {
    let names = { (keys: [String]) in keys.map { "`\($0)`" }.joined(separator: " and ") }
    switch self {
    case .exactlyOne(let keys):
      return "Exactly one of \(alternatives(keys.map { "`\($0)`" })) stands there."
    case .when(let key, let word, let requires, _):
      return requires.isEmpty ? nil : "`\(key): \(word)` needs \(names(requires))."
    case .with(let key, let requires, let refuses):
      let needs = requires.isEmpty ? [] : ["needs \(names(requires))"]
      let bars = refuses.isEmpty ? [] : ["does not go with \(names(refuses))"]
      return "`\(key)` \((needs + bars).joined(separator: " and "))."
    case .form: return nil
    }
  }
}

extension JSONValue {
  /// As one writes it in a club's file, in brackets.
  fileprivate var yaml: String {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .array(let elements): "[" + elements.map(\.yaml).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\($0.key): \($0.value.yaml)" }.joined(separator: ", ") + "}"
    }
  }
}
