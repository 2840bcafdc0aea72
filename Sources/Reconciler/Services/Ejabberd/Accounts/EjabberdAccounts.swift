import Foundation
import Model
import NIOFoundationCompat
public import ServiceContract

/// What the API tells of accounts: the contact list as the member sees it, the plain parts of the
/// vCard, and the private XML that clients commonly keep.
extension EjabberdService: AccountReading {
  public var untold: [String] {
    [
      "ejabberd's API does not tell telephone numbers of vCards, what accounts keep in nodes of "
        + "their own (avatars, keys), and who waits to be let into a contact list"
    ]
  }

  public func contents(
    of users: [String], on host: String, withCredentials: Bool
  ) async throws(ServiceFailure) -> [AccountContent] {
    guard !withCredentials else {
      throw ServiceFailure(
        code: "no-credentials",
        message: "ejabberd's API does not tell what it keeps of passwords: leave out "
          + "--credentials, and members set new ones where they go", retry: .never)
    }
    let lists = try await client.groups(on: host).filter {
      $0 != Group.marks && $0 != Group.suspended
    }
    let labels = try await allTogether(lists) { list throws(ServiceFailure) in
      try await client.group(list, on: host)?.label
    }
    let shared = Set(labels.compactMap { $0 })
    return try await allTogether(users) { user throws(ServiceFailure) in
      let reader = AccountReader(client: client, user: user, host: host)
      return try await reader.read(shared: shared)
    }
  }
}

/// Reads one account.
private struct AccountReader {
  let client: EjabberdClient
  let user: String
  let host: String

  /// What a vCard may hold (XEP-0054), but for what the API cannot tell: more than one of a kind.
  private static let vcardParts: [(name: String, parts: [String])] = [
    ("FN", []), ("NICKNAME", []), ("BDAY", []), ("URL", []), ("TITLE", []), ("ROLE", []),
    ("DESC", []), ("N", ["FAMILY", "GIVEN", "MIDDLE"]), ("ORG", ["ORGNAME", "ORGUNIT"]),
    ("ADR", ["STREET", "LOCALITY", "REGION", "PCODE", "CTRY"]), ("EMAIL", ["USERID"]),
    ("PHOTO", ["TYPE", "BINVAL"]),
  ]
  /// What clients keep (XEP-0049): bookmarks, notes on contacts, how they name nested groups.
  private static let privateData = [
    (name: "storage", namespace: "storage:bookmarks"),
    (name: "storage", namespace: "storage:rosternotes"),
    (name: "roster", namespace: "roster:delimiter"),
  ]

  /// - Parameter shared: labels of the groups whose members the server puts into contact lists.
  func read(shared: Set<String>) async throws(ServiceFailure) -> AccountContent {
    struct Entry: Decodable {
      var jid: String
      var nick: String
      var subscription: String
      var ask: String
      var group: String
    }
    // One entry for each group of a contact.
    let entries = try await client.call(
      .roster, ["user": .text(user), "host": .text(host)], answering: [Entry].self)
    var contacts: [String: AccountContent.Contact] = [:]
    var requests: Set<String> = []
    for entry in entries {
      if ["in", "both"].contains(entry.ask) { requests.insert(entry.jid) }
      var contact =
        contacts[entry.jid]
        ?? AccountContent.Contact(
          jid: entry.jid, name: entry.nick.isEmpty ? nil : entry.nick,
          subscription: entry.subscription,
          ask: ["out", "both", "subscribe"].contains(entry.ask) ? "subscribe" : nil)
      if !entry.group.isEmpty { contact.groups.append(entry.group) }
      contact.shared = !contact.groups.isEmpty && shared.isSuperset(of: contact.groups)
      contacts[entry.jid] = contact
    }
    return AccountContent(
      user: user,
      contacts: contacts.values.sorted { $0.jid < $1.jid }.map { contact in
        var contact = contact
        contact.groups.sort()
        return contact
      },
      requests: requests.sorted(), elements: try await vcard() + privateXML())
  }

  private func vcard() async throws(ServiceFailure) -> [XMLElement] {
    var children: [XMLElement.Child] = []
    for (name, parts) in Self.vcardParts {
      guard let found = try await vcardElement(name, parts) else { return [] }
      children += found
    }
    return children.isEmpty ? [] : [XMLElement("vCard", ["xmlns": "vcard-temp"], children)]
  }

  /// Nothing when the vCard has no such element; nil when there is no vCard.
  private func vcardElement(
    _ name: String, _ parts: [String]
  ) async throws(ServiceFailure) -> [XMLElement.Child]? {
    if parts.isEmpty {
      switch try await vcardText([name]) {
      case .text(let text): return [.element(XMLElement(name, [:], [.text(text)]))]
      case .nothing: return []
      case .noVCard: return nil
      }
    }
    var children: [XMLElement.Child] = []
    for part in parts {
      switch try await vcardText([name, part]) {
      case .text(let text): children.append(.element(XMLElement(part, [:], [.text(text)])))
      case .nothing: break
      case .noVCard: return nil
      }
    }
    return children.isEmpty ? [] : [.element(XMLElement(name, [:], children))]
  }

  private enum Part {
    case text(String)
    case nothing
    case noVCard
  }

  private func vcardText(_ path: [String]) async throws(ServiceFailure) -> Part {
    struct Content: Decodable { var content: String }
    var arguments: Arguments = [
      "user": .text(user), "host": .text(host), "name": .text(path[0]),
    ]
    if path.count > 1 { arguments["subname"] = .text(path[1]) }
    let command: Command = path.count > 1 ? .vcardPart : .vcard
    let reply = try await client.call(command, arguments)
    switch (reply.status, reply.message) {
    case (400, "error_no_vcard_found"): return .noVCard
    case (400, "error_no_value_found_in_vcard"): return .nothing
    case (200, _):
      guard let content = try? JSONDecoder().decode(Content.self, from: reply.body) else {
        throw failure(command, reply)
      }
      return content.content.isEmpty ? .nothing : .text(content.content)
    default: throw failure(command, reply)
    }
  }

  private func privateXML() async throws(ServiceFailure) -> [XMLElement] {
    struct Answer: Decodable { var res: String }
    var children: [XMLElement.Child] = []
    for (name, namespace) in Self.privateData {
      let answer = try await client.call(
        .privateData,
        [
          "user": .text(user), "host": .text(host), "element": .text(name), "ns": .text(namespace),
        ], answering: Answer.self)
      guard let query = XMLReader.element(answer.res) else {
        throw ServiceFailure(
          code: "bad-answer",
          message: "ejabberd's answer about private XML of \(user)@\(host) is not understood",
          retry: .later)
      }
      children += query.children.filter { child in
        if case .element(let element) = child { !element.children.isEmpty } else { false }
      }
    }
    return children.isEmpty
      ? [] : [XMLElement("query", ["xmlns": "jabber:iq:private"], children)]
  }
}
