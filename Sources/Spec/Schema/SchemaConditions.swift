extension SchemaBuilder {
  /// What the keys of a mapping ask of each other, as the keywords of its schema.
  func conditionSchemas(_ conditions: [Condition]) -> [JSONMember] {
    var alternatives: [JSONValue] = []
    var required: [JSONMember] = []
    var refused: [JSONMember] = []
    var cases: [JSONValue] = []
    for condition in conditions {
      switch condition {
      case .exactlyOne(let keys):
        precondition(alternatives.isEmpty)
        alternatives = keys.map { ["required": [.string($0)]] }
      case .with(let key, let requires, let refuses):
        if !requires.isEmpty { required.append(.init(key, .strings(requires))) }
        if !refuses.isEmpty { refused.append(.init(key, consequence([], refuses))) }
      case .when(let key, let word, let requires, let refuses):
        cases.append([
          "if": value(of: key, is: ["const": .string(word)]),
          "then": consequence(requires, refuses),
        ])
      case .form(let key, let words, let other, let pattern):
        cases.append([
          "if": value(of: key, is: ["enum": .strings(words)]),
          "then": properties([JSONMember(other, ["pattern": .string(pattern)])]),
        ])
      }
    }
    var members: [JSONMember] = []
    if !alternatives.isEmpty { members.append(.init("oneOf", .array(alternatives))) }
    if !required.isEmpty { members.append(.init("dependentRequired", .object(required))) }
    if !refused.isEmpty { members.append(.init("dependentSchemas", .object(refused))) }
    if !cases.isEmpty { members.append(.init("allOf", .array(cases))) }
    return members
  }

  private func value(of key: String, is schema: JSONValue) -> JSONValue {
    .object([
      JSONMember("properties", .object([JSONMember(key, schema)])),
      JSONMember("required", [.string(key)]),
    ])
  }

  private func consequence(_ required: [String], _ refused: [String]) -> JSONValue {
    var members: [JSONMember] = []
    if !required.isEmpty { members.append(.init("required", .strings(required))) }
    if !refused.isEmpty {
      members.append(.init("properties", .object(refused.map { JSONMember($0, false) })))
    }
    return .object(members)
  }

  private func properties(_ members: [JSONMember]) -> JSONValue {
    .object([JSONMember("properties", .object(members))])
  }
}
