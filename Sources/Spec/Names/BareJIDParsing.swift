extension BareJID {
  /// Reads `local@domain`, and prepares both.
  ///
  /// - Throws: ``InvalidName`` for a JID without a local part, with a resource, or with a part that
  ///   XMPP servers do not agree on.
  public init(parsing text: String) throws(InvalidName) {
    guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else {
      throw InvalidName("has no `@`", hint: "write a whole address: `dan@dentists.example`")
    }
    guard !text[at...].holds("/") else {
      throw InvalidName("has a resource", hint: "leave out what begins with `/`")
    }
    let domain: DomainName
    do throws(InvalidName) {
      domain = try DomainName(parsing: String(text[text.index(after: at)...]))
    } catch {
      throw InvalidName("has a domain that \(error.reason)", hint: error.hint)
    }
    guard domain.isSameForXMPP else { throw InvalidName.differsForXMPP }
    let local: String
    do throws(InvalidName) {
      local = try LocalPart.prepared(String(text[..<at]))
    } catch {
      throw InvalidName("has a local part that \(error.reason)", hint: error.hint)
    }
    self.init(local: local, domain: domain)
  }
}

extension InvalidName {
  static let differsForXMPP = InvalidName(
    "is read as another name by some XMPP servers",
    hint: "use a domain without letters such as `ß`")
}
