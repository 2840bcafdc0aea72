/// The keys of provider.yaml.
enum ProviderDefinition {
  /// Decodes the document and checks the rules that need nothing but the file; nil when a required
  /// key is missing.
  static func read(_ reading: inout Reading) -> Provider? {
    let nothing = reading.tree.position(YAMLTree.root)
    var draft = ProviderReading(provider: nil, name: nil, domain: nil)
    draft.provider = Provider(
      name: Located("", at: nothing),
      domain: Located(DomainName(ascii: "", unicode: ""), at: nothing))
    let isWhole = object.read(YAMLTree.root, into: &draft, &reading)
    reading.scanForSecrets()
    guard isWhole, let name = draft.name, let domain = draft.domain, var provider = draft.provider
    else { return nil }
    provider.name = name
    provider.domain = domain
    provider.checkDefaults(&reading)
    return provider
  }

  static let object = ObjectDefinition<ProviderReading>(
    "a provider",
    [
      Document.apiVersion(),
      Document.kind("Provider"),
      Field("name", .line("a name"), required: true, "The provider's name for people.") {
        $0.name = $1
      },
      Field(
        "domain", .chatDomain, required: true,
        "Where clubs without a domain of their own live: `<id>.<domain>`."
      ) { $0.domain = $1 },
      Field(
        "contacts", ContactsDefinition.object.shape,
        "Addresses for clubs that name none (XEP-0157)."
      ) {
        node, _, draft, reading in
        var contacts = Contacts()
        if ContactsDefinition.object.read(node, into: &contacts, &reading) {
          draft.provider?.contacts = contacts
        }
      },
      Field(
        "tariffs", .map(of: TariffDefinition.value, "tariffs", by: "a tariff"),
        "What clubs pay and may use, by name."
      ) {
        $0.provider?.tariffs = dictionary($1.value)
      },
      Field(
        "placements", .map(of: placement, "placements", by: "a placement"),
        "Sets of services that clubs live on, by name."
      ) {
        $0.provider?.placements = dictionary($1.value)
      },
      Field("defaults", defaults, "What a club has that does not say it.") {
        $0.provider?.defaults = $1.value
      },
      Field("policy", PolicyDefinition.value, "How changes are made, over all clubs.") {
        $0.provider?.policy = $1.value
      },
      Field("wordpress", wordpress, "What the clubs' WordPress sites may use.") {
        $0.provider?.wordpress = $1.value
      },
    ])

  private static func dictionary<Value>(_ entries: [MapEntry<Value>]) -> [String: Value] {
    Dictionary(entries.map { ($0.key.value, $0.value) }) { first, _ in first }
  }

  private static let placement = ObjectDefinition<Placement>(
    "a placement",
    [
      Field(
        "chat", .line("the name of a service"),
        "The chat service: its name in the agent's own file."
      ) { $0.chat = $1 },
      Field(
        "web", .line("the name of a service"), "The web service: its name in the agent's own file."
      ) { $0.web = $1 },
      Field(
        "meetings", .line("the name of a service"),
        "The service for video meetings: its name in the agent's own file."
      ) { $0.meetings = $1 },
    ]
  ).value { Placement(position: $0) }

  private static let defaults = ObjectDefinition<Provider.Defaults>(
    "defaults",
    [
      Field("tariff", .line("a tariff"), "The tariff of a club that names none.") {
        $0.tariff = $1
      },
      Field("placement", .line("a placement"), "The placement of a club that names none.") {
        $0.placement = $1
      },
      Field("language", .language, "The language of a club that names none.") { $0.language = $1 },
      Field("timezone", .timeZone, "The time zone of a club that names none.") { $0.timezone = $1 },
    ]
  ).value { _ in Provider.Defaults() }

  private static let wordpress = ObjectDefinition<WordPressAllowList>(
    "an allow-list",
    [
      Field("themes", names("themes"), "Themes that may be used.") { $0.themes = $1.value },
      Field("plugins", names("plugins"), "Plugins that may be used.") { $0.plugins = $1.value },
      Field("options", names("options"), "Options that may be set.") { $0.options = $1.value },
    ]
  ).value { _ in WordPressAllowList() }

  private static func names(_ what: String) -> Definition<[String]> {
    Definition.list(of: Definition<String>.line("a name").located, "a list of \(what)")
      .distinct { $0 }.map { names in names.map(\.value) }
  }
}

/// A provider while it is decoded.
struct ProviderReading {
  var provider: Provider?
  var name: Located<String>?
  var domain: Located<DomainName>?
}

extension Provider {
  fileprivate func checkDefaults(_ reading: inout Reading) {
    if let tariff = defaults.tariff, tariffs[tariff.value] == nil {
      reading.report(
        .unknownTariff, "there is no tariff \(quoted(tariff.value))", at: tariff.position,
        hint: nearest(to: tariff.value, in: tariffs.keys.sorted()).map { "did you mean `\($0)`?" })
    }
    if let placement = defaults.placement, placements[placement.value] == nil {
      reading.report(
        .unknownPlacement, "there is no placement \(quoted(placement.value))",
        at: placement.position,
        hint: nearest(to: placement.value, in: placements.keys.sorted())
          .map { "did you mean `\($0)`?" })
    }
  }
}
