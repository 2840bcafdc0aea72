import ChatContract
import Spec

/// What the hosts file says of one vhost.
struct HostEntry: Codable, Equatable, Sendable {
  /// U-labels.
  var host: String
  /// Whose it is.
  var club: String
  var name: String
  /// BCP 47; empty for the server's default.
  var language: String
  /// ``FederationText`` in its one-line form.
  var federation: String
  /// URIs by purpose (XEP-0157).
  var contacts: [String: [String]]
  /// False for a vhost that stands in ejabberd.yml itself and was taken over: it may be listed
  /// only once.
  var isListed: Bool
  /// Whether ejabberd has loaded the entry as it stands.
  var isLoaded: Bool

  init?(_ host: String, of club: String, _ fields: VhostFields, isListed: Bool) {
    guard let name = fields.name, let language = fields.language,
      let federation = fields.federation
    else { return nil }
    self.host = host
    self.club = club
    self.name = name
    self.language = language
    self.federation = federation.description
    contacts = fields.contacts
    self.isListed = isListed
    isLoaded = false
  }

  var fields: VhostFields {
    VhostFields(
      name: name, language: language, federation: FederationText(parsing: federation),
      contacts: contacts)
  }

  /// Equal in all that ejabberd is told.
  func says(theSameAs other: HostEntry) -> Bool {
    var (mine, theirs) = (self, other)
    mine.isLoaded = true
    theirs.isLoaded = true
    return mine == theirs
  }
}

extension HostEntry {
  /// The vhost's own options; nil when all are the server's.
  var hostConfiguration: YAMLText? {
    var options: [(String, YAMLText)] = []
    if !language.isEmpty { options.append(("language", .text(language))) }
    if let access = s2sAccess { options.append(("s2s_access", access)) }
    return options.isEmpty ? nil : .map(options)
  }

  /// What the vhost has besides the server's.
  ///
  /// - `acl`: who is suspended. It stands with our own vhosts alone: ejabberd 23.01 lets nobody log
  ///   in where a rule asks for a shared roster group that is not there.
  /// - `mod_disco`, which says the vhost's name and contacts. It must not stand in `modules` of
  ///   ejabberd.yml: no vhost can have another one then.
  var additions: YAMLText {
    let info = Contacts.Purpose.allCases.compactMap { purpose -> YAMLText? in
      guard let urls = contacts[purpose.rawValue], !urls.isEmpty else { return nil }
      return .map([
        ("modules", .text("all")), ("name", .text("\(purpose.rawValue)-addresses")),
        ("urls", .list(urls.map { .text($0) })),
      ])
    }
    let disco: YAMLText = .map([("name", .text(notAMacro(name))), ("server_info", .list(info))])
    return .map([
      ("acl", .map([(Group.suspendedRule, .map([("shared_group", .text(Group.suspended))]))])),
      ("modules", .map([("mod_disco", disco)])),
    ])
  }

  /// Who may connect over s2s. Vhosts of the same ejabberd reach each other without it.
  private var s2sAccess: YAMLText? {
    let federation = FederationText(parsing: federation)
    func rules(_ verdict: String) -> [YAMLText] {
      federation.domains.flatMap { domain -> [YAMLText] in
        [
          .map([(verdict, .map([("server", .text(domain))]))]),
          .map([(verdict, .map([("server_glob", .text("*.\(domain)"))]))]),
        ]
      }
    }
    switch federation.mode {
    case "open": return nil
    case "allow", "provider":
      return federation.domains.isEmpty ? .text("none") : .list(rules("allow"))
    case "deny":
      return federation.domains.isEmpty
        ? nil : .list(rules("deny") + [.map([("allow", .text("all"))])])
    default: return .text("none")
    }
  }
}

/// ejabberd replaces a value that is, as a whole, the name of a macro of its configuration, which
/// may hold a secret: a name that looks like one gets a space after it, which nobody sees.
func notAMacro(_ text: String) -> String {
  let looksLikeOne =
    text.unicodeScalars.allSatisfy {
      ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
    } && !text.isEmpty
  return looksLikeOne ? "\(text) " : text
}
