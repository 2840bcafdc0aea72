/// Turns shapes into JSON Schema 2020-12, and collects those that have names.
struct SchemaBuilder {
  /// Sorted by name.
  private(set) var definitions: [JSONMember] = []

  mutating func schema(_ shape: Shape) -> [JSONMember] {
    switch shape {
    case .text(let text): textSchema(text)
    case .integer(let range): integerSchema(range)
    case .number(let numbers): [.init("enum", .array(numbers.map(JSONValue.integer)))]
    case .boolean: [.init("type", "boolean")]
    case .choice(let words): choiceSchema(words)
    case .list(let list): listSchema(list)
    case .map(let map): mapSchema(map)
    case .object(let object): objectSchema(object)
    case .either(let shapes): [.init("oneOf", .array(shapes.map { .object(schema($0)) }))]
    case .named(let name, let shape): reference(to: name) { $0.schema(shape) }
    }
  }

  private mutating func reference(
    to name: String, _ make: (inout SchemaBuilder) -> [JSONMember]
  ) -> [JSONMember] {
    let definition = JSONMember(name, .object(make(&self)))
    if let index = definitions.firstIndex(where: { $0.key >= name }) {
      if definitions[index].key == name {
        precondition(definitions[index] == definition, "two shapes are called \(name)")
      } else {
        definitions.insert(definition, at: index)
      }
    } else {
      definitions.append(definition)
    }
    return [.init("$ref", .string("#/$defs/\(name)"))]
  }

  // MARK: Scalars

  private mutating func textSchema(_ text: TextShape) -> [JSONMember] {
    guard let name = commonName(text) else { return plainTextSchema(text) }
    return reference(to: name) { $0.plainTextSchema(text) }
  }

  /// What stands under many keys.
  private func commonName(_ text: TextShape) -> String? {
    let names = [
      Pattern.line: "line", Pattern.paragraph: "paragraph", Pattern.localPart: "localPart",
      ClubID.pattern: "clubID",
    ]
    guard let name = text.pattern.flatMap({ names[$0] }) else { return nil }
    return text.pattern == Pattern.line && text.longest != 200
      ? "\(name)\(text.longest ?? 0)" : name
  }

  private func plainTextSchema(_ text: TextShape) -> [JSONMember] {
    var members = [
      JSONMember(
        "type",
        text.mayLookLike.isEmpty
          ? "string" : .strings(["string"] + text.mayLookLike.map(\.rawValue)))
    ]
    if let longest = text.longest { members.append(.init("maxLength", .integer(longest))) }
    if let pattern = text.pattern {
      members.append(.init("pattern", .string(pattern)))
      // Not of the standard; editors show it in place of the pattern.
      members.append(.init("patternErrorMessage", .string(complaint(text))))
    }
    if !text.examples.isEmpty { members.append(.init("examples", .strings(text.examples))) }
    return members
  }

  private func complaint(_ text: TextShape) -> String {
    switch text.pattern {
    case Pattern.line: return "One line of text is wanted, without invisible characters."
    case Pattern.paragraph: return "Text without invisible characters is wanted."
    case Pattern.localPart:
      return "An XMPP address cannot have this: use letters, digits, `.`, `-` and `_`."
    default:
      let example = text.examples.first.map { ", as in `\($0)`" } ?? ""
      return "This is not \(text.what)\(example)."
    }
  }

  private func integerSchema(_ range: ClosedRange<Int>) -> [JSONMember] {
    [
      .init("type", "integer"), .init("minimum", .integer(range.lowerBound)),
      .init("maximum", .integer(range.upperBound)),
    ]
  }

  private func choiceSchema(_ words: [Word]) -> [JSONMember] {
    if words.count == 1 { return [.init("const", .string(words[0].text))] }
    var members = [JSONMember("enum", .strings(words.map(\.text)))]
    if words.contains(where: { $0.about != nil }) {
      // Not of the standard; editors show them beside the words.
      members.append(.init("enumDescriptions", .strings(words.map { $0.about ?? "" })))
    }
    return members
  }

  // MARK: Lists and mappings

  private mutating func listSchema(_ list: ListShape) -> [JSONMember] {
    var members = [
      JSONMember("type", "array"), JSONMember("items", .object(schema(list.element))),
    ]
    if list.atLeast > 0 { members.append(.init("minItems", .integer(list.atLeast))) }
    if let alone = list.alone {
      let word: JSONValue = ["const": .string(alone)]
      members.append(.init("if", ["contains": word]))
      members.append(.init("then", ["items": word]))
    }
    return members
  }

  private mutating func mapSchema(_ map: MapShape) -> [JSONMember] {
    var name = textSchema(
      TextShape(map.key, longest: 200, pattern: Pattern.line, mayLookLike: .data))
    if !map.refused.isEmpty { name.append(.init("not", ["enum": .strings(map.refused)])) }
    return [
      .init("type", "object"), .init("propertyNames", .object(name)),
      .init("additionalProperties", .object(schema(map.value))),
    ]
  }

  mutating func objectSchema(_ object: ObjectShape) -> [JSONMember] {
    var properties: [JSONMember] = []
    for field in object.fields {
      properties.append(.init(field.key, .object(fieldSchema(field))))
    }
    let required = object.fields.filter(\.isRequired).map(\.key)
    var members = [JSONMember("type", "object"), .init("properties", .object(properties))]
    if !required.isEmpty { members.append(.init("required", .strings(required))) }
    members.append(.init("additionalProperties", false))
    return members + conditionSchemas(object.conditions)
  }

  private mutating func fieldSchema(_ field: ObjectShape.Field) -> [JSONMember] {
    var about = field.about
    if case .means(let words) = field.absent { about += " Without it: \(words)." }
    var members = [JSONMember("description", .string(about))] + schema(field.shape)
    if case .same(let value) = field.absent { members.append(.init("default", value)) }
    if !field.examples.isEmpty { members.append(.init("examples", .array(field.examples))) }
    return members
  }
}

extension JSONMember {
  init(_ key: String, _ value: JSONValue) {
    self.init(key: key, value: value)
  }
}
