import Spec
import TestSupport

/// What somebody writes into a file and must not: it is never shown.
let secret = "CANARY-f00d"

/// A club as somebody writes its file.
struct ClubModel {
  struct Person {
    var role = "member"
    var state = "active"
    /// The ids that they had before, the last one last: the file says that one.
    var formerIDs: [String] = []

    var text: String {
      "role: \(role), state: \(state)" + (formerIDs.last.map { ", movedFrom: \($0)" } ?? "")
    }
  }

  /// The last days of a club that leaves.
  struct Leave {
    var exportBy: CalendarDate
    var deleteAfter: CalendarDate

    /// From then on nothing of it is wanted; seconds since 1970.
    var end: Int64 { deleteAfter.next.secondsSince1970 }
    var text: String {
      "lifecycle: {state: offboarding, exportBy: \(exportBy), deleteAfter: \(deleteAfter)}"
    }
  }

  var id: String
  var host: String
  /// By id, in the order of the file.
  var members: [(id: String, person: Person)] = []
  /// Topics by room id.
  var rooms: [(id: String, topic: String)] = []
  /// The text of the front page; nil: no site.
  var page: String?
  /// The ids that it had before, the last one last: the file says that one.
  var formerIDs: [String] = []
  var protects = false
  var prune: String?
  var isSuspended = false
  var leave: Leave?
  /// A slip of the pen: the file cannot be decoded.
  var isBroken = false

  var file: String { "clubs/\(id).yaml" }

  var text: String {
    var lines = ["apiVersion: allotment/v1", "kind: Club", "id: \(id)", "name: Club \(host)"]
    lines.append("domain: \(host)")
    if let leave {
      lines.append(leave.text)
    } else if isSuspended {
      lines.append("lifecycle: {state: suspended, reason: unpaid}")
    }
    lines.append("members:")
    lines += members.map { id, person in
      "  - {id: \(id), name: \(id.uppercased()), \(person.text)}"
    }
    if !rooms.isEmpty {
      lines += ["chat:", "  rooms:"]
      lines += rooms.map { "    - {id: \($0.id), topic: \($0.topic)}" }
    }
    if page != nil { lines += ["site:", "  static: {path: sites/\(host)}"] }
    if protects { lines.append("protect: [club, members]") }
    if let prune { lines.append("prune: \(prune)") }
    if let last = formerIDs.last { lines.append("moved: {from: \(last)}") }
    if isBroken { lines += ["membres: []", "notes: https://ada:\(secret)@mail.example/"] }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// What stands in the repository at one commit.
struct RepositoryModel {
  var clubs: [ClubModel] = []
  var adopts = "confirm"
  var isProviderBroken = false
  /// The first day when changes are made again.
  var frozenUntil: CalendarDate?

  var files: [String: String] {
    var files = ["provider.yaml": provider]
    for club in clubs {
      files[club.file] = club.text
      if let page = club.page { files["sites/\(club.host)/index.html"] = page }
    }
    return files
  }

  private var provider: String {
    let freeze = frozenUntil.map { ", freeze: {until: \($0)}" } ?? ""
    return """
      apiVersion: allotment/v1
      kind: Provider
      name: Simulated Hosting
      domain: clubs.example
      contacts: {abuse: abuse@clubs.example}
      placements:
        green-1: {chat: chat, web: web}
      defaults: {placement: green-1, language: en}
      policy: {prune: enabled, adopt: \(adopts), keepLeft: P1D\(freeze)}
      \(isProviderBroken ? "nonsense: true" : "")
      """
  }
}
