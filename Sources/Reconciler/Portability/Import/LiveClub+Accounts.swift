import ServiceContract

extension LiveClub {
  /// What the accounts of a domain that allotment did not make tell: names, and the groups that
  /// the server puts into everybody's contacts.
  mutating func learn(from accounts: [AccountContent]) {
    let names = Dictionary(
      accounts.compactMap { account in account.displayName.map { (account.user, $0) } }
    ) { first, _ in first }
    for index in people.indices {
      people[index].name = people[index].name ?? names[people[index].id]
    }
    guard lists.isEmpty else { return }
    var groups: [String: Set<String>] = [:]
    var known: [String: String] = [:]
    for account in accounts {
      for contact in account.contacts where contact.shared {
        known[contact.jid] = contact.name
        for group in contact.groups {
          groups[group, default: ["\(account.user)@\(domain)"]].insert(contact.jid)
        }
      }
    }
    for (name, members) in groups.sorted(by: { $0.key < $1.key }) {
      lists.append(SharedList(id: slug(name), name: name, members: members, names: known))
    }
    warnOfLists()
  }

  /// allotment takes over no list that it did not make.
  mutating func warnOfLists() {
    guard lists.contains(where: { !$0.isOurs }) else { return }
    warnings.append(
      "the shared contact groups are made anew by allotment; take the old ones out of the server "
        + "afterwards")
  }

  /// A group's name as an id: `everyone` is taken, and no member has it.
  func slug(_ name: String) -> String {
    let allowed = name.lowercased().unicodeScalars.map { scalar -> Character in
      scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        ? Character(scalar) : "-"
    }
    let slug = String(allowed).split(separator: "-").joined(separator: "-")
    var taken = Set(people.map(\.id)).union(lists.map(\.id))
    taken.formUnion(["everyone", ""])
    var result = slug
    var number = 1
    while taken.contains(result) {
      number += 1
      result = slug.isEmpty ? "group-\(number)" : "\(slug)-group\(number == 2 ? "" : "-\(number)")"
    }
    return result
  }
}

extension AccountContent {
  /// What the vCard says (XEP-0054, XEP-0292), or the nickname (XEP-0172).
  var displayName: String? {
    for element in elements {
      if element.name == "vCard", let name = element.text(at: "FN") { return name }
      guard element.name == "pubsub" else { continue }
      for node in ["urn:xmpp:vcard4", "http://jabber.org/protocol/nick"] {
        guard let items = element.elements.first(where: { $0.attributes["node"] == node }),
          let payload = items.elements.last?.elements.first
        else { continue }
        if let name = payload.text(at: "fn", "text") ?? payload.ownText { return name }
      }
    }
    return nil
  }
}

extension XMLElement {
  var elements: [XMLElement] {
    children.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }

  /// Nil without any.
  var ownText: String? {
    let text = children.map { if case .text(let text) = $0 { text } else { "" } }.joined()
    return text.isEmpty ? nil : text
  }

  func text(at path: String...) -> String? {
    var element = self
    for name in path {
      guard let next = element.elements.first(where: { $0.name == name }) else { return nil }
      element = next
    }
    return element.ownText
  }
}
