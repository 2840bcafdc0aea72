/// A sort of live system whose adapter is registered by name, with the keys that agent.yaml has
/// for it besides `type`.
public struct ServiceType: Sendable, Equatable {
  public struct Key: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
      /// A path; relative ones count from agent.yaml's folder.
      case file
      /// The same, of a folder that the adapter writes to.
      case folder
      /// An absolute http or https URL.
      case url
      /// One line of text.
      case word
    }

    public var name: String
    public var value: Value
    public var isRequired: Bool
    /// What it is for, in a sentence.
    public var about: String

    public init(_ name: String, _ value: Value, required: Bool = false, _ about: String) {
      self.name = name
      self.value = value
      isRequired = required
      self.about = about
    }
  }

  /// What `type:` says.
  public var name: String
  public var keys: [Key]

  public init(_ name: String, keys: [Key]) {
    self.name = name
    self.keys = keys
  }
}

/// What agent.yaml says of a service of a registered type.
public struct RegisteredService: Sendable, Equatable {
  public var type: ServiceType
  public private(set) var values: [String: String]

  public init(type: ServiceType, values: [String: String] = [:]) {
    self.type = type
    self.values = values
  }

  /// The value of a key; empty when the file does not have it.
  public subscript(_ key: String) -> String {
    get { values[key] ?? "" }
    set { values[key] = newValue }
  }

  /// The folders that the adapter writes to.
  public var folders: [String] {
    type.keys.filter { $0.value == .folder }.compactMap { values[$0.name] }
  }

  func resolvingPaths(_ resolved: (String) -> String) -> RegisteredService {
    var copy = self
    for key in type.keys where key.value == .file || key.value == .folder {
      copy.values[key.name] = values[key.name].map(resolved)
    }
    return copy
  }
}

extension ServiceType {
  /// The keys, as the decoder reads them.
  var object: ObjectDefinition<RegisteredService> {
    let type = Field<RegisteredService>(
      "type", .choice([Word(name)]), required: true, "What it is."
    ) {
      _, _, _, _ in
    }
    return ObjectDefinition("a service of type \(name)", [type] + keys.map(\.field))
  }
}

extension ServiceType.Key {
  fileprivate var field: Field<RegisteredService> {
    let name = name
    return Field(name, definition, required: isRequired, about) { $0[name] = $1.value }
  }

  private var definition: Definition<String> {
    switch value {
    case .file, .folder: AgentDefinition.file
    case .url: ServiceDefinition.url
    case .word: .line(about)
    }
  }
}
