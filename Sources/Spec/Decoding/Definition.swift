/// How one value is written and what it becomes: it decodes, and it describes itself.
struct Definition<Value>: Sendable {
  private let makeShape: @Sendable () -> Shape
  /// Nil after a problem, which is then reported.
  let read: @Sendable (_ node: Int, _ reading: inout Reading) -> Value?

  /// - Parameter shape: is made when somebody asks for it: reading does not need it.
  init(
    _ shape: @escaping @autoclosure @Sendable () -> Shape,
    _ read: @escaping @Sendable (_ node: Int, _ reading: inout Reading) -> Value?
  ) {
    makeShape = shape
    self.read = read
  }

  var shape: Shape { makeShape() }

  func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Definition<Other> {
    let read = read
    return Definition<Other>(shape) { node, reading in read(node, &reading).map(transform) }
  }

  /// The value with its place.
  var located: Definition<Located<Value>> {
    let read = read
    return Definition<Located<Value>>(shape) { node, reading in
      let position = reading.tree.position(node)
      return read(node, &reading).map { Located($0, at: position) }
    }
  }

  /// The same, with a name of its own in the schema.
  func named(_ name: String) -> Definition { Definition(.named(name, shape), read) }

  /// A check of the value that was read.
  func checked(
    _ check: @escaping @Sendable (Value, SourcePosition, inout Reading) -> Void
  ) -> Definition {
    let read = read
    return Definition(shape) { node, reading in
      guard let value = read(node, &reading) else { return nil }
      check(value, reading.tree.position(node), &reading)
      return value
    }
  }
}

/// Why a value cannot be what it should be; goes on after the value: `is no time zone`.
struct InvalidValue: Error {
  var reason: String
  var hint: String?

  init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
  }
}

extension Definition {
  /// Text of a form of its own.
  static func parsed(
    _ shape: TextShape, _ rule: Rule,
    _ parse: @escaping @Sendable (String) throws(InvalidValue) -> Value
  ) -> Definition {
    Definition(.text(shape)) { node, reading in
      guard let text = reading.scalar(node, shape.what) else { return nil }
      do throws(InvalidValue) {
        return try parse(text)
      } catch {
        reading.report(
          rule, "\(quoted(text)) \(error.reason)", at: reading.tree.position(node),
          hint: error.hint)
        return nil
      }
    }
  }
}

extension Definition
where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
  /// One of a few words.
  ///
  /// - Parameter about: what a word means, for the schema.
  static func choice(
    _ what: String, about: @escaping (Value) -> String? = { _ in nil }
  ) -> Definition {
    let values = Array(Value.allCases)
    let words = values.map(\.rawValue)
    let texts = words.map { Array($0.utf8) }
    let shape = Shape.choice(Value.allCases.map { Word($0.rawValue, about($0)) })
    return Definition(shape) { node, reading in
      if reading.tree.isScalar(node), !reading.tree.isSealed(node) {
        for index in texts.indices where reading.tree.equals(node, texts[index]) {
          return values[index]
        }
      }
      guard let text = reading.scalar(node, what) else { return nil }
      reading.reportChoice(text, what, words, node)
      return nil
    }
  }
}

extension Reading {
  mutating func reportChoice(_ text: String, _ what: String, _ words: [String], _ node: Int) {
    let near = nearest(to: text, in: words)
    report(
      .unknownChoice, "\(quoted(text)) is not \(what)", at: tree.position(node),
      hint: near.map { "did you mean `\($0)`?" } ?? "one of: \(words.joined(separator: ", "))")
  }
}
