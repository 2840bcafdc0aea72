import TestSupport
import Testing

/// Whom a club talks to, between two private servers and between the hosts of one.
///
/// `friend.example` and `foe.example` are on a server that is not ours. The names are known to a
/// private name server alone.
@Suite struct FederationTests {
  @Test func `each club talks to whom its file says, over the network and on its own server`()
    async throws
  {
    let names = try PrivateNames()
    try await names.start()
    defer { names.kill() }
    let abroad = try Abroad(names)
    do {
      try await abroad.start()
      try await Playground.with(Self.clubs, prosody: names.arguments) { playground in
        try await names.publish(Self.clubs.map(\.host), of: playground.prosody)
        try await names.publish(["friend.example", "foe.example"], of: abroad.prosody)
        try await playground.apply()
        try await Self.check(playground, abroad)
      }
      try await abroad.prosody.stop()
    } catch {
      try? await abroad.prosody.kill9()
      throw error
    }
  }

  @Test func `clubs of one provider reach each other on two servers`() async throws {
    let names = try PrivateNames()
    try await names.start()
    defer { names.kill() }
    let second = try PrivateProsody(
      federates: true, further: names.arguments + ["--invite-url", "http://{host}/join/{token}"])
    do {
      try await second.start()
      try await Playground.with(
        services: [
          "second: {type: prosody, socket: \(second.socket), "
            + "hostsDirectory: \(second.directory("prosody/hosts"))}"
        ], prosody: names.arguments, prepare: Self.prepareTwoServers
      ) { playground in
        try await names.publish(["here.example"], of: playground.prosody)
        try await names.publish(["there.example"], of: second)
        try await playground.apply()
        let rose = try await playground.redeem("rose", at: "here.example")
        let link = try #require(
          try await playground.invitation(of: "dan", at: "there.example", socket: second.socket)
            .link)
        let dan = Account(jid: "dan@there.example", password: "a password of his own")
        try await fill(link, with: dan.password, port: second.httpPort.number)
        let answer = try await chat(
          "message", rose,
          [dan.jid, "Hello over there", "--to-server", "127.0.0.1:\(second.clientPort.number)"],
          second: dan, port: playground.prosody.clientPort.number)
        #expect(answer.json["received"]?["body"] == .text("Hello over there"), "\(answer)")
      }
      try await second.stop()
    } catch {
      try? await second.kill9()
      throw error
    }
  }

  @Sendable private static func prepareTwoServers(_ repository: ProviderRepository) throws {
    try repository.write(
      "provider.yaml",
      providerText(placements: [
        "green-1: {chat: prosody, web: caddy}", "blue-1: {chat: second, web: caddy}",
      ]))
    for (name, placement) in [("here", "green-1"), ("there", "blue-1")] {
      var club = ClubText(name, domain: "\(name).example")
      club.chat = "federation: provider"
      club.further = ["placement: \(placement)"]
      try repository.write(club)
    }
  }

  /// One club for each mode.
  private static let clubs: [ClubText] = [
    ("open", "open"), ("closed", "local"), ("house", "provider"),
    ("picky", "{allow: [friend.example]}"), ("wary", "{deny: [foe.example]}"),
  ].map { name, federation in
    var club = ClubText(name, domain: "\(name).example")
    club.chat = "federation: \(federation)\nrooms:\n  - {id: lounge, name: Lounge, public: true}"
    club.site = ""
    return club
  }

  /// From, to, and whether it arrives.
  private static let matrix: [(String, String, Bool)] = [
    // Over the network, in both directions.
    ("open", "friend", true), ("friend", "open", true),
    ("closed", "friend", false), ("friend", "closed", false),
    ("house", "friend", false), ("friend", "house", false),
    ("picky", "friend", true), ("friend", "picky", true),
    ("picky", "foe", false), ("foe", "picky", false),
    ("wary", "friend", true), ("wary", "foe", false), ("foe", "wary", false),
    // Between the hosts of one server: each side must want it.
    ("open", "house", true), ("house", "open", true), ("open", "closed", false),
    ("closed", "open", false), ("open", "picky", false), ("open", "wary", true),
  ]

  private static func check(_ playground: Playground, _ abroad: Abroad) async throws {
    // Who speaks and who listens, so that nobody is online twice.
    var people: [String: (rose: Account, dan: Account)] = [:]
    for club in clubs {
      people[club.id] = (
        try await playground.redeem("rose", at: club.host),
        try await playground.redeem("dan", at: club.host)
      )
    }
    for name in ["friend", "foe"] {
      people[name] = (
        try await abroad.account("rose", at: "\(name).example"),
        try await abroad.account("dan", at: "\(name).example")
      )
    }
    let accounts = people
    for pair in stride(from: 0, to: matrix.count, by: 2) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (from, to, arrives) in matrix[pair..<min(pair + 2, matrix.count)] {
          group.addTask {
            let sender = try #require(accounts[from]).rose
            let receiver = try #require(accounts[to]).dan
            let answer = try await chat(
              "message", sender,
              [receiver.jid, "From \(from)", "--to-server", "127.0.0.1:\(port(to))"],
              second: receiver, port: port(from), timeout: 30)
            if arrives {
              #expect(
                answer.json["received"]?["body"] == .text("From \(from)"),
                "\(from) to \(to): \(answer)")
            } else {
              // Refused, and said so: silence would be a time-out.
              let error = try #require(answer.error, "\(from) to \(to) arrived")
              #expect(error != "timeout" && error != "usage", "\(from) to \(to): \(answer)")
            }
          }
        }
        try await group.waitForAll()
      }
    }
    func port(_ name: String) -> Int {
      ["friend", "foe"].contains(name)
        ? abroad.prosody.clientPort.number : playground.prosody.clientPort.number
    }
    // The rooms follow.
    let friend = try #require(accounts["friend"]).rose
    let open = try await chat(
      "join", friend, ["lounge@conference.open.example"], port: port("friend"))
    #expect(open.json["room"] != nil, "\(open)")
    let closed = try await chat(
      "join", friend, ["lounge@conference.closed.example"], port: port("friend"))
    #expect(closed.error != nil && closed.error != "timeout", "\(closed)")
  }
}
