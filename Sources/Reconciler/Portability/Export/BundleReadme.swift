import Reporting
import ServiceContract

/// The bundle in plain words, for whoever opens it without knowing allotment.
struct BundleReadme {
  let source: Bundle.Source
  let remarks: [String]
  /// What lies beside it, by path.
  let files: Set<String>
  /// Of one member alone: the address.
  let member: String?

  init(
    _ source: Bundle.Source, remarks: [String], files: Set<String>, of member: String? = nil
  ) {
    self.source = source
    self.remarks = remarks
    self.files = files
    self.member = member.map { printable($0) }
  }

  var text: String {
    let lines = (member == nil ? club : person) + missing + [""]
    return lines.joined(separator: "\n")
  }

  private var date: String { String(timestamp(source.time).prefix(10)) }
  private var name: String { printable(source.name) }

  private var club: [String] {
    [
      "\(name): what the club takes along",
      "",
      "Made on \(date). Keep it safe: it holds personal data of all members.",
      "",
    ]
      + present(
        "accounts.xml",
        [
          "accounts.xml    the members' accounts with their contact lists, in the format that XMPP",
          "                servers read (XEP-0227). \(credentials)",
        ])
      + present(
        "live/",
        [
          "live/           the chat domain's settings, the accounts' roles, the rooms with who may do",
          "                what in them, the shared contact lists, the web site's addresses: one file",
          "                for each service and sort of thing, as they were that day",
        ])
      + present("site/", ["site/           the pages of the web site"])
      + present("club.yaml", ["club.yaml       what the club had agreed with its provider"])
      + [
        "bundle.json     what this is, for programs",
        "",
        "How to go on: give the whole folder to the new provider. Messages are not in it: they are",
        "on the members' own devices.",
      ]
  }

  private var person: [String] {
    [
      "What \(name) keeps of \(member ?? "")",
      "",
      "Made on \(date). It holds personal data: keep it safe.",
      "",
    ]
      + present(
        "accounts.xml",
        [
          "accounts.xml    the account with its contact list, and what its apps keep on the server,",
          "                in the format that XMPP servers read (XEP-0227).",
          "                \(credentials)",
        ])
      + [
        "member.json     what the club's file says, and where the club's rooms and contact lists",
        "                name this member",
        "bundle.json     what this is, for programs",
      ]
  }

  /// These lines, when there is something at this path or below it.
  private func present(_ path: String, _ lines: [String]) -> [String] {
    files.contains { $0.hasPrefix(path) } ? lines : []
  }

  private var credentials: String {
    source.accounts.values.joined().contains { $0.credentials != nil }
      ? "It holds what is needed to check passwords: nobody else may see it."
      : "No password is in it: each member sets a new one."
  }

  private var missing: [String] {
    remarks.isEmpty
      ? [] : ["", "What could not be taken along:"] + remarks.map { "- \(printable($0))" }
  }
}
