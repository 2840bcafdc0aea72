/// Writes JSON (RFC 8259) on one line, in the order in which it is told.
struct JSONWriter {
  private(set) var text = ""
  private var needsComma = false

  mutating func object(_ content: (inout JSONWriter) -> Void) { container("{", "}", content) }

  mutating func array<Elements: Sequence>(
    _ elements: Elements, each: (inout JSONWriter, Elements.Element) -> Void
  ) {
    container("[", "]") { writer in
      for element in elements { each(&writer, element) }
    }
  }

  private mutating func container(
    _ open: String, _ close: String, _ content: (inout JSONWriter) -> Void
  ) {
    separate()
    text += open
    needsComma = false
    content(&self)
    text += close
    needsComma = true
  }

  /// A value must follow.
  mutating func key(_ name: String) {
    separate()
    write(name)
    text += ":"
    needsComma = false
  }

  mutating func string(_ value: String) {
    separate()
    write(value)
    needsComma = true
  }

  mutating func number(_ value: Int) {
    separate()
    text += String(value)
    needsComma = true
  }

  mutating func bool(_ value: Bool) {
    separate()
    text += value ? "true" : "false"
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { text += "," }
  }

  private mutating func write(_ value: String) { text += JSONWriter.quoted(value) }

  /// A string of JSON. What a terminal or an editor would act on is escaped.
  static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where !isPrintable(scalar):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
