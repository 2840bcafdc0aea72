import ServiceContract

/// Accounts in the portable format of XMPP servers (XEP-0227 1.1), which Prosody, ejabberd and
/// others read.
struct ServerData {
  /// By host, in U-labels.
  let accounts: [String: [AccountContent]]

  var text: String {
    let hosts = accounts.sorted { $0.key < $1.key }.map { host, accounts in
      XMLElement.Child.element(
        XMLElement("host", ["jid": host], accounts.map { .element(user($0)) }))
    }
    return XMLText(XMLElement("server-data", ["xmlns": "urn:xmpp:pie:0"], hosts)).text
  }

  private func user(_ account: AccountContent) -> XMLElement {
    var children: [XMLElement] = []
    if let credentials = account.credentials { children.append(scram(credentials)) }
    children.append(roster(account.contacts))
    children += account.elements
    children += account.requests.map {
      XMLElement("presence", ["xmlns": "jabber:client", "from": $0, "type": "subscribe"])
    }
    return XMLElement("user", ["name": account.user], children.map { .element($0) })
  }

  private func scram(_ credentials: ScramCredentials) -> XMLElement {
    func line(_ name: String, _ text: String) -> XMLElement.Child {
      .element(XMLElement(name, [:], [.text(text)]))
    }
    return XMLElement(
      "scram-credentials",
      ["xmlns": "urn:xmpp:pie:0#scram", "mechanism": credentials.mechanism],
      [
        line("iter-count", String(credentials.iterations)), line("salt", credentials.salt),
        line("server-key", credentials.serverKey), line("stored-key", credentials.storedKey),
      ])
  }

  private func roster(_ contacts: [AccountContent.Contact]) -> XMLElement {
    XMLElement(
      "query", ["xmlns": "jabber:iq:roster"],
      contacts.map { contact in
        var attributes = ["jid": contact.jid, "subscription": contact.subscription]
        attributes["name"] = contact.name
        attributes["ask"] = contact.ask
        return .element(
          XMLElement(
            "item", attributes,
            contact.groups.map { .element(XMLElement("group", [:], [.text($0)])) }))
      })
  }
}
