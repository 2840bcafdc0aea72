import Model
import ServiceContract

/// A chat domain as it is live, with what else belongs to it: what a club's file is made of.
struct LiveClub {
  struct Room {
    var id: String
    var name: String
    var topic: String
    var isPublic: Bool
    /// Who may enter, where it is not what a spec can say.
    var isOrdinary: Bool
    /// By bare address.
    var affiliations: [String: String]
  }

  struct Person {
    /// The local part, or what becomes the id of somebody with an address elsewhere.
    var id: String
    /// Nil with an account here.
    var jid: String?
    var name: String?
    /// What allotment wrote, where it made the account.
    var role: String?
    var state: String?
  }

  struct SharedList {
    var id: String
    var name: String
    /// Bare addresses.
    var members: Set<String>
    /// By bare address, where the list has them.
    var names: [String: String] = [:]
    /// Whether allotment made it.
    var isOurs = false
  }

  var id: String
  /// In U-labels.
  var domain: String
  var name: String?
  var language: String?
  var federation: String?
  /// URIs by purpose.
  var contacts: [String: String] = [:]
  var people: [Person] = []
  var rooms: [Room] = []
  var lists: [SharedList] = []
  var site: ImportedSite?
  /// Other clubs' names below this one's, in U-labels.
  var delegates: [String] = []
  /// Where the club stands, when it is not active.
  var lifecycle: String?
  var warnings: [String] = []

  /// Chat alone: the site comes from another service.
  init(id: String, domain: String, _ resources: [ObservedResource]) {
    self.id = id
    self.domain = domain
    for resource in resources.sorted(by: { $0.id < $1.id }) {
      if let problem = resource.problem {
        warnings.append("\(resource.id.kind) \(resource.id.name) is left out: \(problem)")
        continue
      }
      let fields = FieldTexts(resource.fields)
      switch resource.id.kind.name {
      case "vhost": readSettings(resource.fields)
      case "account":
        guard let address = Address(resource.id.name) else { continue }
        people.append(
          Person(
            id: address.user, name: fields.text("name"), role: fields.text("role"),
            state: fields.text("state")))
      case "room": readRoom(resource)
      case "contact-list":
        addList(resource)
      default:
        warnings.append("\(resource.id.kind) \(resource.id.name) is nothing that a file can say")
      }
    }
    readLifecycle()
    warnOfLists()
  }

  /// A club that is closed has nobody who is active: it opens again with its members as they are.
  mutating func readLifecycle() {
    let isClosed =
      people.contains { $0.state == "suspended" }
      && people.allSatisfy { ($0.state ?? "active") != "active" }
    guard isClosed else { return }
    lifecycle = "suspended"
    for index in people.indices where people[index].state == "suspended" {
      people[index].state = nil
    }
    warnings.append("all accounts are suspended: the club is written as suspended")
  }

  private mutating func readSettings(_ fields: Fields) {
    let texts = FieldTexts(fields)
    name = texts.text("name")
    language = texts.text("language")
    federation = texts.text("federation")
    for (path, value) in fields where path.hasPrefix("contacts.") {
      let purpose = String(path.dropFirst("contacts.".count))
      switch value {
      case .text(let uri): contacts[purpose] = uri
      default: warnings.append("contacts.\(purpose) has several addresses, a file can say one")
      }
    }
  }

  private mutating func addList(_ resource: ObservedResource) {
    let fields = FieldTexts(resource.fields)
    let id = String(resource.id.name.dropLast("@\(domain)".count))
    let isOurs = resource.mark != nil
    lists.append(
      SharedList(
        id: isOurs ? id : slug(id), name: fields.text("name") ?? id,
        members: Set(fields.map("members").keys), names: fields.map("members"), isOurs: isOurs))
  }

  private mutating func readRoom(_ resource: ObservedResource) {
    guard let address = Address(resource.id.name) else { return }
    let fields = FieldTexts(resource.fields)
    let isPublic = resource.fields["public"] == .flag(true)
    let access = fields.text("access") ?? "members"
    rooms.append(
      Room(
        id: address.user, name: fields.text("name") ?? "", topic: fields.text("topic") ?? "",
        isPublic: isPublic, isOrdinary: access == (isPublic ? "public" : "members"),
        affiliations: fields.map("affiliations")))
  }
}

/// Reads fields; an empty text is none.
struct FieldTexts {
  private let fields: Fields

  init(_ fields: Fields) { self.fields = fields }

  func text(_ path: String) -> String? {
    guard case .text(let text)? = fields[path], !text.isEmpty else { return nil }
    return text
  }

  func map(_ path: String) -> [String: String] {
    if case .map(let map)? = fields[path] { map } else { [:] }
  }
}
