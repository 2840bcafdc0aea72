/// The keys of the agent's own file.
enum AgentDefinition {
  static let object = ObjectDefinition<AgentConfiguration>(
    "the agent's file",
    [
      Document.apiVersion(),
      Document.kind("Agent"),
      Field(
        "repository", repositoryObject.shape, required: true,
        "The provider's repository, where clubs are declared."
      ) {
        node, _, agent, reading in
        _ = repositoryObject.read(node, into: &agent.repository, &reading)
      },
      Field(
        "dataDirectory", file,
        "The folder of the agent's own data: a bare clone, the inventory and the history.",
        absent: .same("/var/lib/allotment")
      ) {
        $0.dataDirectory = $1.value
      },
      Field(
        "controlSocket", file, "The UNIX socket where the command line asks the agent.",
        absent: .same("/run/allotment/control.sock")
      ) { $0.controlSocket = $1.value },
      Field(
        "listen", listen, "Address and port of the status page, API, metrics and webhook.",
        absent: .means("none of them")
      ) { $0.listen = $1.value },
      Field(
        "sweep", .interval, "How often every club's live state is compared.", absent: .same("10m")
      ) { $0.sweep = $1.value },
      Field(
        "watchdog", .interval,
        "How long a club may stay unreconciled before the health endpoint fails.",
        absent: .same("1h")
      ) { $0.watchdog = $1.value },
      Field("webhook", oneFile("a webhook", "secretFile"), "Who may announce a commit.") {
        $0.webhookSecretFile = $1.value
      },
      Field("notify", .list(of: NotificationDefinition.value, "a list"), "Who is told of what.") {
        $0.notify = $1.value
      },
      Field("history", history, "How much of what happened is remembered.") {
        $0.historyEntries = $1.value.entries
        $0.historyAge = $1.value.age
      },
      Field(
        "apiTokenFile", file, "A file with the token of those who may see personal data over HTTP.",
        absent: .means("nobody")
      ) { $0.apiTokenFile = $1.value },
      Field(
        "enforce", .boolean, "Whether anything is changed; otherwise drift is only reported.",
        absent: .same(true)
      ) { $0.enforce = $1.value },
      Field("secrets", oneFile("secrets", "ageKeyFile"), "How encrypted files are read.") {
        $0.ageKeyFile = $1.value
      },
      Field(
        "services", .map(of: ServiceDefinition.value, "services", by: "a service"),
        "The live systems, by the names that placements in provider.yaml use; adapters that are "
          + "registered have types of their own."
      ) {
        for service in $1.value { $0.services[service.key.value] = service.value }
      },
    ])

  /// All keys, with those of services whose adapters are registered.
  static func shape(adding types: [ServiceType]) -> ObjectShape {
    var shape = object.objectShape
    for index in shape.fields.indices {
      guard case .map(var map) = shape.fields[index].shape, case .either(let known) = map.value
      else { continue }
      map.value = .either(known + types.map(\.object.shape))
      shape.fields[index].shape = .map(map)
    }
    return shape
  }

  private struct History {
    var entries: Int
    var age: Duration
  }

  private static let history = ObjectDefinition<History>(
    "a history",
    [
      Field(
        "entries", .integer("a number of entries", in: 1...100_000_000),
        "How many at most.", absent: .same(1_000_000)
      ) { $0.entries = $1.value },
      Field("age", .period, "How long.", absent: .same("P365D")) { $0.age = $1.value },
    ]
  ).value { _ in
    let defaults = AgentConfiguration(repository: .init(url: ""))
    return History(entries: defaults.historyEntries, age: defaults.historyAge)
  }

  static let file = Definition<String>.line("a path of a file", longest: 1000)

  static func oneFile(_ what: String, _ key: String) -> Definition<String?> {
    ObjectDefinition<String?>(
      what, [Field(key, file, required: true, "A file.") { $0 = $1.value }]
    ).value { _ in nil }
  }

  private static let repositoryObject = ObjectDefinition<AgentConfiguration.Repository>(
    "a repository",
    [
      Field("url", .line("a URL or a path", longest: 1000), required: true, "Where it is.") {
        $0.url = $1.value
      },
      Field("branch", .line("a branch"), "The branch.", absent: .same("main")) {
        $0.branch = $1.value
      },
      Field("interval", .interval, "How often the remote is looked at.", absent: .same("30s")) {
        $0.interval = $1.value
      },
      Field("timeout", .interval, "When a fetch is given up.", absent: .same("60s")) {
        $0.timeout = $1.value
      },
      Field("credentials", credentials, "How to log in.") { $0.credentials = $1.value },
      Field("verify", oneFile("signatures", "allowedSigners"), "Who may sign commits.") {
        $0.allowedSignersFile = $1.value
      },
    ])

  private struct Credentials {
    var tokenFile: String?
    var sshKey: String?
    var knownHosts: String?
  }

  private static let credentialsObject = ObjectDefinition<Credentials>(
    "credentials",
    [
      Field("tokenFile", file, "A file with a token.") { $0.tokenFile = $1.value },
      Field("sshKey", file, "A file with a private key.") { $0.sshKey = $1.value },
      Field(
        "knownHosts", file, "A file with the keys of known hosts.",
        absent: .means("`/etc/ssh/ssh_known_hosts`")
      ) { $0.knownHosts = $1.value },
    ],
    conditions: [
      .exactlyOne(["tokenFile", "sshKey"]), .with("knownHosts", requires: ["sshKey"]),
    ])

  private static let credentials = Definition<AgentConfiguration.Repository.Credentials>(
    credentialsObject.shape
  ) { node, reading in
    var draft = Credentials()
    guard credentialsObject.read(node, into: &draft, &reading) else { return nil }
    switch (draft.tokenFile, draft.sshKey) {
    case (let file?, nil) where draft.knownHosts == nil: return .tokenFile(file)
    case (nil, let key?): return .sshKey(key, knownHosts: draft.knownHosts)
    default:
      reading.report(
        .wrongType, "either `tokenFile` or `sshKey` is wanted",
        at: reading.tree.firstKeyPosition(node))
      return nil
    }
  }

  private static let listen = Definition<AgentConfiguration.ListenAddress>.parsed(
    TextShape(
      "an address and a port", pattern: Pattern.listen, examples: ["127.0.0.1:8420"]),
    .url
  ) { text throws(InvalidValue) in
    guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
      let port = UInt16(text[text.index(after: colon)...]), port > 0
    else {
      throw InvalidValue("is not an address and a port", hint: "as in `127.0.0.1:8420`")
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.holds(":") {
      throw InvalidValue("has a host with colons", hint: "write it in brackets: `[::1]:8420`")
    }
    let isHost = host.utf8.allSatisfy { isLetter($0) || isDigit($0) || ".:-".utf8.contains($0) }
    guard !host.isEmpty, isHost else { throw InvalidValue("has no host") }
    return AgentConfiguration.ListenAddress(host: host, port: Int(port))
  }
}
