/// A JSON value (RFC 8259) whose objects keep the order in which their keys were given: the
/// documented order, the same in every run.
public enum JSON: Sendable, Equatable {
  public struct Member: Sendable, Equatable {
    public var key: String
    public var value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  public enum Layout: Sendable {
    /// One line.
    case compact
    /// Two spaces a level.
    case indented
  }

  case null
  case flag(Bool)
  case number(Int64)
  case text(String)
  case list([JSON])
  case object([Member])

  /// Null for nil.
  public static func text(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }

  /// Null for nil.
  public static func number(_ number: Int64?) -> JSON { number.map { .number($0) } ?? .null }

  /// This object with more keys at its end; anything else stays as it is.
  public func adding(_ members: [Member]) -> JSON {
    guard case .object(let own) = self else { return self }
    return .object(own + members)
  }

  /// The value as text, without a final newline.
  public func encoded(_ layout: Layout = .compact) -> String {
    var writer = JSONWriter(layout: layout)
    writer.write(self, level: 0)
    return writer.text
  }
}

extension JSON: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0, $1) })
  }
}

extension JSON: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: JSON...) { self = .list(elements) }
}

extension JSON: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
}

struct JSONWriter {
  let layout: JSON.Layout
  var text = ""

  init(layout: JSON.Layout) { self.layout = layout }

  mutating func write(_ value: JSON, level: Int) {
    switch value {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .number(let number): text += String(number)
    case .text(let string): quote(string)
    case .list(let items):
      write(items, between: "[", "]", level) { writer, item in
        writer.write(item, level: level + 1)
      }
    case .object(let members):
      write(members, between: "{", "}", level) { writer, member in
        writer.quote(member.key)
        writer.text += writer.layout == .compact ? ":" : ": "
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func write<T>(
    _ items: [T], between open: String, _ close: String, _ level: Int,
    _ each: (inout JSONWriter, T) -> Void
  ) {
    text += open
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      newLine(level + 1)
      each(&self, item)
    }
    if !items.isEmpty { newLine(level) }
    text += close
  }

  private mutating func newLine(_ level: Int) {
    guard layout == .indented else { return }
    text += "\n" + String(repeating: "  ", count: level)
  }

  /// Besides what JSON asks for, everything that a terminal or a script would act upon is escaped.
  private mutating func quote(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if isPlain(scalar) {
          text.unicodeScalars.append(scalar)
        } else {
          for unit in UTF16.encode(scalar)! { text += "\\u" + hex(unit) }
        }
      }
    }
    text += "\""
  }

  private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    return !scalar.isInvisible
  }

  private func hex(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
