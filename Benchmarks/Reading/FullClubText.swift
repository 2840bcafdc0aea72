/// Generated club files that use most of what a club may say, so that every rule has something to
/// look at: nearly four kilobytes with 30 members, as people write them by hand.
enum FullClubText {
  static let provider = """
    apiVersion: allotment/v1
    kind: Provider
    name: Bench Community Hosting
    domain: clubs.example
    contacts:
      abuse: abuse@clubs.example
    tariffs:
      small:
        fee: {amount: "5.00", currency: GBP, period: month}
        limits: {members: 50, rooms: 5, uploads: 1GB, retention: P90D}
    placements:
      green-1: {chat: prosody, web: caddy}
    defaults: {tariff: small, placement: green-1, language: en-GB}
    policy:
      prune: confirm
      reservedDomains: [provider.example]

    """

  /// The texts by path.
  static func repository(clubs: Int) -> [String: String] {
    var files = ["provider.yaml": provider]
    for number in 1...clubs { files["clubs/\(ClubText.id(number)).yaml"] = club(number) }
    return files
  }

  private static func club(_ number: Int) -> String {
    let id = ClubText.id(number)
    var text = head(id)
    for member in 1...Scale.members { text += self.member(member, of: number) }
    return text + foot(id)
  }

  private static func head(_ id: String) -> String {
    """
    apiVersion: allotment/v1
    kind: Club
    id: \(id)
    name: The \(id) Society
    language: en-GB
    timezone: Europe/London
    tariff: small
    domain: \(id).example

    contacts:
      abuse: abuse@\(id).example
      admin: secretary@\(id).example
    offices:
      secretary: member2
      treasurer: member3

    members:

    """
  }

  /// Every tenth is elsewhere, every thirtieth has left.
  private static func member(_ member: Int, of club: Int) -> String {
    let name = ClubText.name((club + member) % 97 + member)
    var text = """
        - id: member\(member)
          name: \(name)
          role: \(member == 1 ? "owner" : member == 2 ? "admin" : "member")
          email: member\(member).c\(club)@mail.example

      """
    if member % 10 == 0 { text += "    jid: member\(member).c\(club)@elsewhere.example\n" }
    if member == 29 { text += "    state: left\n" }
    return text
  }

  private static func foot(_ id: String) -> String {
    """

    groups:
      committee: [member1, member2, member3]
      newsletter: [member4, member5, member6, member7]

    chat:
      rooms:
        - id: everyone
          name: Everyone
          topic: "What is up this week: news, dates, and who brings the cake"
          members: everyone
          moderators: [member2]
        - id: committee
          name: The Committee
          topic: Minutes are in the folder  # until the next meeting
          members: [committee, member8]
      contactList: everyone
      federation: open
      retention: P30D
      uploads: {maxFile: 10MB, daily: 100MB}
      webchat: true

    # The old site is kept by its host.
    site:
      redirect: https://www.pages.example/\(id)/
      aliases: [www.\(id).example]

    protect: [club, members]
    prune: confirm
    ignore: [chat.rooms.committee.topic]

    """
  }
}
