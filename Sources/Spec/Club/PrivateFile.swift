/// `<id>.private.yaml` beside a club's file: members' personal fields, encrypted with SOPS, keyed by
/// the member's id.
struct PrivateFile: Sendable {
  /// One member's fields.
  struct Entry: Sendable {
    /// The member's id, prepared, at its key.
    var member: Located<String>
    /// Nil when it is absent or cannot be seen.
    var name: Located<String>?
    var email: Located<String>?
    /// Where the fields stand, seen or not.
    var namePosition: SourcePosition?
    var emailPosition: SourcePosition?
  }

  private(set) var entries: [Entry] = []
  /// How many values nobody can see here.
  private(set) var sealedCount = 0
  /// What was found, and further findings.
  var findings: Findings

  static let ending = ".private.yaml"

  /// - Parameters:
  ///   - file: relative to the repository's root.
  ///   - bytes: nil for a file that is too large.
  ///   - tree: memory to use again.
  init(file: String, bytes: [UInt8]?, keys: (any DecryptionKeys)?, tree: inout YAMLTree) {
    var reading = Reading(file: file, tree: tree)
    tree = YAMLTree()
    reading.mayBeEncrypted = true
    reading.keys = keys
    if let bytes {
      entries = PrivateFile.entries(bytes, &reading)
    } else {
      reading.report(.fileTooLarge, "the file is larger than 1 MiB", at: .start)
    }
    sealedCount = reading.sealedCount
    findings = reading.findings
    tree = reading.tree
  }

  private static func entries(_ bytes: [UInt8], _ reading: inout Reading) -> [Entry] {
    guard reading.parse(bytes) else { return [] }
    guard reading.tree.kind(YAMLTree.root) == .mapping else {
      reading.reportType(YAMLTree.root, "members' personal fields")
      return []
    }
    guard reading.isEncrypted else {
      // Told already, and no plain text.
      guard reading.sealedCount == 0 else { return [] }
      reading.report(
        .privateFile, "personal fields stand here in plain text", at: .start,
        hint: "run `sops encrypt --in-place` on the file; docs/secrets.md shows how")
      return []
    }
    var entries: [Entry] = []
    var seen: [String: SourcePosition] = [:]
    var key = YAMLTree.root + 1
    while key < reading.tree.next(YAMLTree.root) {
      let value = reading.tree.next(key)
      if let entry = entry(key, value, &reading) {
        if let first = seen.updateValue(entry.member.position, forKey: entry.member.value) {
          reading.report(
            .duplicateKey, "the member \(quoted(entry.member.value)) stands here twice",
            at: entry.member.position, related: [reading.findings.related(first, "first here")])
        } else {
          entries.append(entry)
        }
      }
      key = reading.tree.next(value)
    }
    return entries
  }

  private static func entry(_ key: Int, _ value: Int, _ reading: inout Reading) -> Entry? {
    let position = reading.tree.position(key)
    let text = reading.tree.string(key)
    let id: String
    do throws(InvalidName) {
      id = try LocalPart.prepared(text)
    } catch {
      reading.report(.localPart, "\(quoted(text)) \(error.reason)", at: position, hint: error.hint)
      return nil
    }
    var entry = Entry(member: Located(id, at: position))
    guard object.read(value, into: &entry, &reading) else { return nil }
    entry.namePosition = place(of: "name", in: value, &reading)
    entry.emailPosition = place(of: "email", in: value, &reading)
    return entry
  }

  /// Reports a field that SOPS was told to leave alone.
  private static func place(
    of field: String, in mapping: Int, _ reading: inout Reading
  ) -> SourcePosition? {
    guard let node = reading.tree.value(of: field, in: mapping) else { return nil }
    let position = reading.tree.position(node)
    if !reading.tree.isSealed(node), !reading.tree.isOpened(node) {
      reading.report(
        .privateFile, "`\(field)` stands here in plain text", at: position,
        hint: "let .sops.yaml encrypt all of this file")
    }
    return position
  }

  static let object = ObjectDefinition<Entry>(
    "a member's personal fields",
    [
      Field("name", .line("a name"), "The member's name for people.") { $0.name = $1 },
      Field("email", .email, "Where letters go.") { $0.email = $1 },
    ])
}

extension PrivateFile {
  /// Puts the fields into the club, and finds what does not fit it.
  mutating func complete(_ club: inout Club, membersAreWhole: Bool) {
    var members: [String: Int] = [:]
    for (index, member) in club.members.enumerated() where members[member.id.value] == nil {
      members[member.id.value] = index
    }
    for entry in entries {
      guard let index = members[entry.member.value] else {
        if membersAreWhole {
          findings.add(
            .privateFile, "there is no member \(quoted(entry.member.value)) in \(club.file)",
            at: entry.member.position, hint: "take the fields out, too, when a member is taken out")
        }
        continue
      }
      complete(&club.members[index], with: entry, in: club.file)
    }
  }

  private mutating func complete(_ member: inout Member, with entry: Entry, in file: String) {
    if member.state.value == .erased {
      findings.add(
        .privateFile, "\(quoted(member.id.value)) is erased, and personal fields are left here",
        at: entry.member.position, hint: "take them out")
    }
    if let position = entry.namePosition {
      if let other = member.name { reportTwice("name", position, other, in: file) }
      member.name = entry.name.map { Located($0.value, at: member.position) }
      member.isNamePrivate = true
    }
    if let position = entry.emailPosition {
      if let other = member.email { reportTwice("email", position, other, in: file) }
      member.email = entry.email.map { Located($0.value, at: member.position) }
    }
  }

  private mutating func reportTwice(
    _ field: String, _ position: SourcePosition, _ other: Located<String>, in file: String
  ) {
    findings.add(
      .privateFile, "`\(field)` stands in the club's file, too", at: position,
      hint: "take it out there",
      related: [
        Diagnostic.Related(
          location: SourceLocation(file: file, position: other.position),
          message: "the other is here")
      ])
  }
}
