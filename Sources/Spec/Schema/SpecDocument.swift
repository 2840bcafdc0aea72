/// A kind of file that is described by the definitions that decode it.
public enum SpecDocument: String, Sendable, CaseIterable {
  case club
  case provider
  case agent

  /// Its JSON Schema (2020-12), for editors and validators. Rules that no schema can say, such as
  /// those across files, are not in it.
  public var schema: String { schema(adding: []) }

  /// The same; the agent's file may name services of these types, too.
  public func schema(adding types: [ServiceType]) -> String {
    var builder = SchemaBuilder()
    let shape = self == .agent ? AgentDefinition.shape(adding: types) : shape
    let body = builder.objectSchema(shape)
    let head = [
      JSONMember("$schema", "https://json-schema.org/draft/2020-12/schema"),
      JSONMember("$id", .string("urn:allotment:v1:\(rawValue)")),
      JSONMember("title", .string(title)), JSONMember("description", .string(about)),
    ]
    let definitions = JSONMember("$defs", .object(builder.definitions))
    return JSONValue.object(head + body + [definitions]).printed() + "\n"
  }

  var title: String {
    switch self {
    case .club: "A club of allotment"
    case .provider: "A provider of allotment"
    case .agent: "An agent of allotment"
    }
  }

  var file: String {
    switch self {
    case .club: "A club's file"
    case .provider: "provider.yaml"
    case .agent: "agent.yaml"
    }
  }

  var about: String {
    switch self {
    case .club: "One club: `clubs/**/<id>.yaml` in the provider's repository."
    case .provider: "Tariffs, defaults, policy and placements: `provider.yaml`."
    case .agent: "What belongs to a machine, never in the provider's repository: `agent.yaml`."
    }
  }

  var shape: ObjectShape {
    switch self {
    case .club: ClubDefinition.object.objectShape
    case .provider: ProviderDefinition.object.objectShape
    case .agent: AgentDefinition.object.objectShape
    }
  }
}
