import Spec

/// Local parts, domains and addresses: what is accepted is its own normal form.
enum NamesTarget {
  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    localPart(text)
    domain(text)
    address(text)
  }

  private static func localPart(_ text: String) {
    guard let prepared = try? LocalPart.prepared(text) else { return }
    Reach.note(text.utf8.count == prepared.utf8.count ? "a local part" : "a prepared local part")
    require(same(try? LocalPart.prepared(prepared), prepared), "not stable: \(prepared)")
    require((1...1023).contains(prepared.utf8.count), "length of \(prepared)")
    require(!prepared.utf8.contains { $0 < 0x21 || $0 == 0x7F }, "unprintable: \(prepared)")
    require(!prepared.contains(where: { "\"&'/:<>@".contains($0) }), "excluded: \(prepared)")
  }

  private static func domain(_ text: String) {
    guard let name = try? DomainName(parsing: text) else { return }
    Reach.note(name.ascii == name.unicode ? "a domain" : "an international domain")
    for form in [name.ascii, name.unicode] {
      let again = try? DomainName(parsing: form)
      require(
        same(again?.ascii, name.ascii) && same(again?.unicode, name.unicode), "not stable: \(form)")
    }
    require(name.ascii.utf8.allSatisfy { $0 < 0x80 }, "not ASCII: \(name.ascii)")
    require(name.ascii.utf8.count <= 253, "too long: \(name.ascii)")
    let labels = name.ascii.split(separator: ".", omittingEmptySubsequences: false)
    require(labels.count >= 2, "one label: \(name.ascii)")
    require(labels.allSatisfy { (1...63).contains($0.utf8.count) }, "a label of \(name.ascii)")
  }

  private static func address(_ text: String) {
    guard let jid = try? BareJID(parsing: text) else { return }
    Reach.note("an address")
    let again = try? BareJID(parsing: jid.description)
    require(
      again == jid && same(again?.description, jid.description), "not stable: \(jid)")
  }

  /// Byte for byte: strings compare by canonical equivalence, servers do not.
  private static func same(_ a: String?, _ b: String) -> Bool {
    a.map { $0.utf8.elementsEqual(b.utf8) } ?? false
  }
}
