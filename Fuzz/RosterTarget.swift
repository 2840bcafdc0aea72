import Roster
import Spec

/// A secretary's list of members: whatever it is, every line is a member or is told, no id is given
/// twice, and ids that were made of names are addresses everywhere.
enum RosterTarget {
  static func run(_ bytes: [UInt8]) {
    let options = Roster.Options(language: bytes.count % 2 == 0 ? "en" : "de")
    do throws(RosterFailure) {
      check(try Roster(bytes, options), bytes)
    } catch {
      Reach.note("refused \(error.line == nil ? "as a whole" : "at a line")")
      checkText(error.message)
    }
  }

  private static func check(_ roster: Roster, _ bytes: [UInt8]) {
    Reach.note("a list in \(roster.encoding), parted by \(roster.delimiter.debugDescription)")
    let hasOwnIDs = roster.columns.contains { $0.use == "id" }
    var ids: Set<String> = []
    for member in roster.members {
      require(ids.insert(member.id.lowercased()).inserted, "two are \(member.id)")
      require(!member.id.isEmpty && !member.name.isEmpty, "line \(member.line) has no name")
      require(member.line > 1 && member.line <= bytes.count, "no line \(member.line)")
      if let email = member.email { require(isMailAddress(email), "\(email) is no address") }
      if !hasOwnIDs { checkMade(member.id) }
    }
    if !roster.members.isEmpty { Reach.note(hasOwnIDs ? "members with ids" : "members") }
    for finding in roster.findings {
      Reach.note("\(finding.severity)")
      require(finding.line >= 1 && finding.line <= bytes.count, "no line \(finding.line)")
      checkText(finding.message)
    }
  }

  private static func checkMade(_ id: String) {
    let prepared = try? LocalPart.prepared(id)
    require(prepared.map { $0.utf8.elementsEqual(id.utf8) } ?? false, "\(id) is no id")
  }

  /// A terminal shows it as it stands.
  private static func checkText(_ text: String) {
    require(
      text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
      "a message with control characters: \(text.debugDescription)")
    require(text.utf8.count < 10_000, "a message of \(text.utf8.count) bytes")
  }
}
