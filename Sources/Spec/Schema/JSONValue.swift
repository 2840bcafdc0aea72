/// A value of JSON (RFC 8259) whose objects keep their order.
enum JSONValue: Sendable, Equatable {
  case string(String)
  case integer(Int)
  case bool(Bool)
  case array([JSONValue])
  case object([JSONMember])

  static func strings(_ strings: [String]) -> JSONValue { .array(strings.map(JSONValue.string)) }
}

struct JSONMember: Sendable, Equatable {
  var key: String
  var value: JSONValue
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember(key: $0.0, value: $0.1) })
  }
}

extension JSONValue {
  /// The value as people read it: what fits into a line stands on one.
  func printed(width: Int = 100) -> String {
    var text = ""
    write(into: &text, indent: 0, before: 0, width: width)
    return text
  }

  /// - Parameter before: the characters of the line that are taken.
  private func write(into text: inout String, indent: Int, before: Int, width: Int) {
    let line = onOneLine
    if before + line.utf8.count < width {
      text += line
      return
    }
    let inner = String(repeating: " ", count: indent + 2)
    switch self {
    case .object(let members):
      text += "{\n"
      for (index, member) in members.enumerated() {
        let key = JSONValue.string(member.key).onOneLine + ": "
        text += inner + key
        member.value.write(
          into: &text, indent: indent + 2, before: indent + 2 + key.utf8.count, width: width)
        text += index < members.count - 1 ? ",\n" : "\n"
      }
      text += inner.dropLast(2) + "}"
    case .array(let elements) where elements.allSatisfy(\.isString):
      text += "[\n" + filled(elements, inner, width) + "\n" + inner.dropLast(2) + "]"
    case .array(let elements):
      text += "[\n"
      for (index, element) in elements.enumerated() {
        text += inner
        element.write(into: &text, indent: indent + 2, before: indent + 2, width: width)
        text += index < elements.count - 1 ? ",\n" : "\n"
      }
      text += inner.dropLast(2) + "]"
    case .string, .integer, .bool: text += line
    }
  }

  private var isString: Bool {
    if case .string = self { true } else { false }
  }

  /// Words, as many on a line as fit.
  private func filled(_ words: [JSONValue], _ inner: String, _ width: Int) -> String {
    var lines: [String] = []
    var line = inner
    for (index, word) in words.enumerated() {
      let next = word.onOneLine + (index < words.count - 1 ? "," : "")
      if line.utf8.count > inner.utf8.count, line.utf8.count + next.utf8.count + 1 > width {
        lines.append(line)
        line = inner
      }
      line += (line.utf8.count > inner.utf8.count ? " " : "") + next
    }
    return (lines + [line]).joined(separator: "\n")
  }

  private var onOneLine: String {
    switch self {
    case .string(let text): return JSONWriter.quoted(text)
    case .integer(let number): return String(number)
    case .bool(let flag): return flag ? "true" : "false"
    case .array(let elements):
      return "[" + elements.map(\.onOneLine).joined(separator: ", ") + "]"
    case .object(let members):
      let pairs = members.map { JSONWriter.quoted($0.key) + ": " + $0.value.onOneLine }
      return "{" + pairs.joined(separator: ", ") + "}"
    }
  }
}
