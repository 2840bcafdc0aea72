/// A mapping with known keys, and what becomes of each.
struct ObjectDefinition<Object>: Sendable {
  let what: String
  let fields: [Field<Object>]
  private let makeConditions: @Sendable () -> [Condition]

  /// - Parameters:
  ///   - what: in words: `a member`.
  ///   - conditions: what the keys ask of each other, for the schema: whoever reads the object
  ///     checks them.
  init(
    _ what: String, _ fields: [Field<Object>],
    conditions: @escaping @autoclosure @Sendable () -> [Condition] = []
  ) {
    precondition(fields.count <= 64)
    self.what = what
    self.fields = fields
    makeConditions = conditions
  }

  var shape: Shape { .object(objectShape) }

  var objectShape: ObjectShape {
    ObjectShape(
      what: what,
      fields: fields.map {
        ObjectShape.Field(
          key: $0.key, isRequired: $0.isRequired, about: $0.about, shape: $0.shape,
          absent: $0.absent, examples: $0.examples)
      },
      conditions: makeConditions())
  }

  /// Reads the mapping's values into the object; false when it is no mapping or a required key is
  /// missing, which is then reported.
  func read(_ node: Int, into object: inout Object, _ reading: inout Reading) -> Bool {
    guard reading.tree.kind(node) == .mapping else {
      if reading.tree.isNull(node) {
        reading.reportNull(node, what)
      } else {
        reading.reportType(node, what)
      }
      return false
    }
    var found = FoundKeys()
    var key = node + 1
    let end = reading.tree.next(node)
    var expected = 0
    while key < end {
      let value = reading.tree.next(key)
      if let index = field(for: key, from: expected, reading.tree) {
        expected = index + 1
        if found.insert(index) {
          if fields[index].isRequired { reading.required = value }
          fields[index].read(value, key, &object, &reading)
        } else if let first = reading.tree.key(fields[index].keyBytes, in: node) {
          reading.reportDuplicate(key, first: first)
        }
      } else if !reading.findings.isFull {
        reading.reportUnknown(key, value, in: what, known: fields.map(\.key))
      }
      key = reading.tree.next(value)
    }
    return reportMissing(found, node, &reading)
  }

  /// Most files keep the order of the definition: the search begins after the last field.
  private func field(for key: Int, from expected: Int, _ tree: YAMLTree) -> Int? {
    for step in 0..<fields.count {
      var index = expected + step
      if index >= fields.count { index -= fields.count }
      if tree.equals(key, fields[index].keyBytes) { return index }
    }
    return nil
  }

  private func reportMissing(_ found: FoundKeys, _ node: Int, _ reading: inout Reading) -> Bool {
    var isWhole = true
    for (index, field) in fields.enumerated() where field.isRequired && !found.contains(index) {
      isWhole = false
      reading.report(
        .missingKey, "the key `\(field.key)` is missing in \(what)",
        at: reading.tree.firstKeyPosition(node))
    }
    return isWhole
  }

  /// A definition of the whole, for an object that can begin empty.
  func value(
    from initial: @escaping @Sendable (SourcePosition) -> Object
  ) -> Definition<Object> {
    Definition(shape) { node, reading in
      var object = initial(reading.tree.position(node))
      return read(node, into: &object, &reading) ? object : nil
    }
  }
}

/// One key of an ``ObjectDefinition``.
struct Field<Object>: Sendable {
  let key: String
  let keyBytes: [UInt8]
  let isRequired: Bool
  /// What it is for, in a sentence: goes into the schema.
  let about: String
  let absent: Absent?
  let examples: [JSONValue]
  private let makeShape: @Sendable () -> Shape
  let read:
    @Sendable (_ node: Int, _ key: Int, _ object: inout Object, _ reading: inout Reading) -> Void

  /// - Parameters:
  ///   - absent: what it means that the key is not there.
  ///   - examples: values that an editor proposes.
  ///   - set: puts the value, with its place, into the object.
  init<Value>(
    _ key: String, _ definition: Definition<Value>, required: Bool = false, _ about: String,
    absent: Absent? = nil, examples: [JSONValue] = [],
    set: @escaping @Sendable (_ object: inout Object, _ value: Located<Value>) -> Void
  ) {
    self.init(
      key, definition.shape, required: required, about, absent: absent, examples: examples
    ) { node, _, object, reading in
      let position = reading.tree.position(node)
      guard let value = definition.read(node, &reading) else { return }
      set(&object, Located(value, at: position))
    }
  }

  /// For values that need to know more than themselves.
  init(
    _ key: String, _ shape: @escaping @autoclosure @Sendable () -> Shape, required: Bool = false,
    _ about: String,
    absent: Absent? = nil, examples: [JSONValue] = [],
    read:
      @escaping @Sendable (
        _ node: Int, _ key: Int, _ object: inout Object, _ reading: inout Reading
      ) -> Void
  ) {
    self.key = key
    keyBytes = Array(key.utf8)
    isRequired = required
    self.about = about
    self.absent = absent
    self.examples = examples
    makeShape = shape
    self.read = read
  }

  var shape: Shape { makeShape() }
}

/// Which fields of an object were found.
private struct FoundKeys {
  private var mask: UInt64 = 0

  func contains(_ index: Int) -> Bool { mask & (1 << UInt64(index)) != 0 }

  /// False when it was found before.
  mutating func insert(_ index: Int) -> Bool {
    guard !contains(index) else { return false }
    mask |= 1 << UInt64(index)
    return true
  }
}

extension Reading {
  mutating func reportDuplicate(_ key: Int, first: Int) {
    report(
      .duplicateKey, "the key \(quoted(tree.string(key))) stands twice in this mapping",
      at: tree.position(key),
      related: [findings.related(tree.position(first), "first here")])
  }

  mutating func reportUnknown(_ key: Int, _ value: Int, in what: String, known: [String]) {
    let name = tree.string(key)
    if reportSecret(named: name, value) { return }
    report(
      .unknownKey, "\(what) has no key \(quoted(name))", at: tree.position(key),
      hint: strangeSpaceHint(name)
        ?? nearest(to: name, in: known).map { "did you mean `\($0)`?" })
    reportSecrets(below: value)
  }

  /// Nobody decodes what stands below an unknown key: its secrets are told all the same.
  private mutating func reportSecrets(below node: Int) {
    switch tree.kind(node) {
    case .plain, .quoted: break
    case .sequence:
      for element in tree.elements(node) { reportSecrets(below: element) }
    case .mapping:
      var key = node + 1
      while key < tree.next(node), !findings.isFull {
        let value = tree.next(key)
        if !reportSecret(named: tree.string(key), value) { reportSecrets(below: value) }
        key = tree.next(value)
      }
    }
  }

  /// Whether the key's name says that its value is a secret; it is then reported.
  mutating func reportSecret(named name: String, _ value: Int) -> Bool {
    guard Secrets.isNamed(name), tree.isScalar(value), !tree.isNull(value) else { return false }
    if Secrets.isEncrypted(tree.string(value)) || tree.isOpened(value) { return false }
    report(
      .secret, "the key \(quoted(name)) holds a secret in plain text", at: tree.position(value),
      hint: "take it out, and change the secret: it is in the history for good")
    return true
  }
}
