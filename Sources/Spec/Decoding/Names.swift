extension Definition {
  /// Text that one of the name parsers reads.
  static func name(
    _ shape: TextShape, _ rule: Rule,
    _ parse: @escaping @Sendable (String) throws(InvalidName) -> Value
  ) -> Definition {
    .parsed(shape, rule) { text throws(InvalidValue) in
      do throws(InvalidName) {
        return try parse(text)
      } catch {
        throw InvalidValue(error.reason, hint: error.hint)
      }
    }
  }
}

extension Definition where Value == String {
  /// The local part of an address, prepared.
  static func localPart(_ what: String) -> Definition {
    let shape = TextShape(
      what, longest: 1023, pattern: Pattern.localPart, mayLookLike: .data)
    return .name(shape, .localPart) { text throws(InvalidName) in try LocalPart.prepared(text) }
  }

  static var clubID: Definition {
    let shape = TextShape(
      "an id of a club", longest: 40, pattern: ClubID.pattern, examples: ["chess"],
      mayLookLike: .data)
    return .parsed(shape, .clubID) { text throws(InvalidValue) in try ClubID.checked(text) }
  }
}

extension Definition where Value == DomainName {
  /// A host name; another spelling of it than ours is a warning.
  static var domain: Definition {
    // A final dot is let pass.
    let shape = TextShape(
      "a host name", longest: 254, pattern: Pattern.whole(Pattern.domain),
      examples: ["chess.example"])
    return Definition(.named("hostName", .text(shape))) { node, reading in
      guard let text = reading.scalar(node, shape.what) else { return nil }
      do throws(InvalidName) {
        let name = try DomainName(parsing: text)
        if !DomainName.isNormal(text) {
          reading.report(
            .hostNameSpelling, .warning,
            "\(quoted(text)) is read as \(quoted(name.unicode))", at: reading.tree.position(node),
            hint: "write it in lower case and without a final dot")
        }
        return name
      } catch {
        reading.report(
          .domainName, "\(quoted(text)) \(error.reason)", at: reading.tree.position(node),
          hint: error.hint)
        return nil
      }
    }
  }

  /// A host name that XMPP servers can have.
  static var chatDomain: Definition {
    domain.checked { name, position, reading in
      guard !name.isSameForXMPP else { return }
      let error = InvalidName.differsForXMPP
      reading.report(
        .domainName, "\(quoted(name.unicode)) \(error.reason)", at: position, hint: error.hint)
    }
  }
}

extension Definition where Value == BareJID {
  static var jid: Definition {
    let shape = TextShape(
      "an XMPP address", longest: 3071, pattern: Pattern.jid, examples: ["dan@dentists.example"])
    return Definition.name(shape, .jid) { text throws(InvalidName) in
      try BareJID(parsing: text)
    }.named("xmppAddress")
  }
}
