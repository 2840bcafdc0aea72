/// The keys of a service, which depend on its type.
enum ServiceDefinition {
  private enum Kind: String, CaseIterable { case prosody, ejabberd, caddy }

  private static let kind = Definition<Kind>.choice("a type of service")

  static let value = Definition<ServiceConfiguration>(
    .either([prosody.shape, ejabberd.shape, caddy.shape])
  ) { node, reading in
    guard reading.tree.kind(node) == .mapping else {
      reading.reportType(node, "a service")
      return nil
    }
    guard let type = reading.tree.value(of: "type", in: node) else {
      reading.report(
        .missingKey, "the key `type` is missing in a service",
        at: reading.tree.firstKeyPosition(node))
      return nil
    }
    let name = reading.tree.isScalar(type) ? reading.tree.string(type) : ""
    if let registered = reading.serviceTypes.first(where: { $0.name == name }) {
      var service = RegisteredService(type: registered)
      return registered.object.read(node, into: &service, &reading) ? .registered(service) : nil
    }
    switch kind.read(type, &reading) {
    case .prosody:
      var service = ServiceConfiguration.Prosody(socket: "", hostsDirectory: "")
      return prosody.read(node, into: &service, &reading) ? .prosody(service) : nil
    case .ejabberd:
      var service = ServiceConfiguration.Ejabberd(url: "", tokenFile: nil, hostsFile: "")
      return ejabberd.read(node, into: &service, &reading) ? .ejabberd(service) : nil
    case .caddy:
      var service = ServiceConfiguration.Caddy(root: "")
      return caddy.read(node, into: &service, &reading) ? .caddy(service) : nil
    case nil: return nil
    }
  }

  /// The web address of a machine: unlike that of a site it may be an IP address.
  static let url = Definition<String>.parsed(
    TextShape(
      "an http or https URL", longest: 2000, pattern: Pattern.machineURL,
      examples: ["http://127.0.0.1:5281/api"]),
    .url
  ) { text throws(InvalidValue) in
    let lower = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix),
      let first = text.dropFirst(scheme.count).first, !"/?#:".contains(first)
    else {
      throw InvalidValue(
        "is not an absolute http or https URL", hint: "as in `http://127.0.0.1:5281/api`")
    }
    try checkTarget(text)
    return text
  }

  /// Read beforehand: it decides which keys there are.
  private static func type<Object>(_ kind: Kind) -> Field<Object> {
    let shape = Shape.choice([Word(kind.rawValue)])
    return Field("type", shape, required: true, "What kind of service it is.") { _, _, _, _ in }
  }

  private static let prosody = ObjectDefinition<ServiceConfiguration.Prosody>(
    "a Prosody service",
    [
      type(.prosody),
      Field("socket", AgentDefinition.file, required: true, "The socket of our module.") {
        $0.socket = $1.value
      },
      Field("hostsDirectory", AgentDefinition.file, required: true, "Where hosts are declared.") {
        $0.hostsDirectory = $1.value
      },
    ])

  private static let ejabberd = ObjectDefinition<ServiceConfiguration.Ejabberd>(
    "an ejabberd service",
    [
      type(.ejabberd),
      Field("url", url, required: true, "Its HTTP API.") { $0.url = $1.value },
      Field("tokenFile", AgentDefinition.file, "A file with a token.") {
        $0.tokenFile = $1.value
      },
      Field("hostsFile", AgentDefinition.file, required: true, "Where hosts are declared.") {
        $0.hostsFile = $1.value
      },
    ])

  private static let caddy = ObjectDefinition<ServiceConfiguration.Caddy>(
    "a Caddy service",
    [
      type(.caddy),
      Field("root", AgentDefinition.file, required: true, "The folder of all sites.") {
        $0.root = $1.value
      },
      Field("group", .line("a group"), "Who may read it.") { $0.group = $1.value },
      Field("adminSocket", AgentDefinition.file, "Its admin socket. Not used by this version.") {
        $0.adminSocket = $1.value
      },
      Field("certificates", AgentDefinition.file, "Where its certificates are.") {
        $0.certificates = $1.value
      },
    ])
}
