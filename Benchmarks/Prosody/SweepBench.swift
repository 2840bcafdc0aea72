import Reconciler
import TestSupport

/// On a real Prosody with many vhosts: a sweep where nothing changed, and a club that is new.
struct SweepBench {
  let scale: Scale

  private struct Result: Sendable {
    var converging = 0.0
    var call = Samples()
    var sweep = Samples()
    var hand = Samples()
    var pass = Samples()
    var handCalls = 0
  }

  func run(into report: inout Report) async throws {
    let result = try await PrivateProsody.with { prosody in
      let folder = try TemporaryDirectory()
      return try await LiveFleet.run(on: prosody, in: folder) { live in
        try await measure(live, prosody)
      }
    }
    addSweep(result, to: &report)
    addNewClub(result, to: &report)
  }

  private func measure(_ live: LiveFleet, _ prosody: PrivateProsody) async throws -> Result {
    var result = Result()
    let clubs = (1...scale.vhosts).map { ClubText.id($0) }
    result.converging = try await live.converge(
      Dictionary(uniqueKeysWithValues: clubs.map { ($0, ClubText.club($0)) }),
      within: .seconds(1_500), every: .milliseconds(250))
    let raw = try RawModule(socket: prosody.socket)
    try await settle(raw)
    await live.agent.sweepNow()
    try await sweeps(live, raw, &result)
    try await newClubs(live, raw, &result)
    return result
  }

  /// Digests of files younger than two seconds are not kept: waits until all are.
  private func settle(_ raw: RawModule) async throws {
    let request = try RawModule.request([["op": "digests"]])
    let isQuiet = try await eventually(within: .seconds(120), every: .milliseconds(250)) {
      var isDone = false
      let first = try raw.send(request).results()[0]
      isDone = (first["pending"] as? [String])?.isEmpty == true
      return try isDone && timedCall(raw, request) < timedCall(raw, request) * 1.5
    }
    guard isQuiet else { throw BenchFailure("Prosody's digests do not settle") }
  }

  private func timedCall(_ raw: RawModule, _ request: [UInt8]) throws -> Double {
    try timed { _ = try raw.send(request) }
  }

  private func sweeps(
    _ live: LiveFleet, _ raw: RawModule, _ result: inout Result
  ) async throws {
    let request = try RawModule.request([["op": "digests", "cold": false]])
    let before = await live.agent.report().counters
    for _ in 0..<(scale.rounds * 3) {
      result.call.add(try timedCall(raw, request))
      result.sweep.add(await timed { await live.agent.sweepNow() })
    }
    let after = await live.agent.report()
    guard after.counters.passes == before.passes, after.counters.sweepFailures == 0,
      after.queued == 0
    else { throw BenchFailure("a sweep found something to do although nothing changed") }
  }

  private func newClubs(
    _ live: LiveFleet, _ raw: RawModule, _ result: inout Result
  ) async throws {
    // The first of each has caches to fill. Who begins changes by turns: what one leaves behind for
    // the server's garbage collector, the other pays.
    for round in 0...(scale.rounds * 2) {
      let requests = try handmade(ClubText.id(round, prefix: "h"))
      result.handCalls = requests.count
      let makeByHand = {
        try timed { for request in requests { _ = try raw.send(request).results() } }
      }
      let before = round % 2 == 0 ? try makeByHand() : nil
      let mine = ClubText.id(round, prefix: "n")
      let pass = try await live.converge([mine: ClubText.club(mine, rooms: 4)])
      let hand = try before ?? makeByHand()
      if round > 0 {
        result.pass.add(pass)
        result.hand.add(hand)
      }
    }
  }

  /// What a person would send for a club with 30 members and 4 rooms: look, make, look again.
  private func handmade(_ id: String) throws -> [[UInt8]] {
    let host = "\(id).example"
    let users = (1...Scale.members).map { "member\($0)" }
    let accounts = users.map { user -> [String: Any] in
      [
        "op": "account_put", "host": host, "user": user, "member": user, "name": "Rose Hill",
        "role": user == "member1" ? "owner" : "member", "state": "active", "invite": true,
        "adopt": false,
        "scram": [
          "stored_key": String(repeating: "0a", count: 20),
          "server_key": String(repeating: "0b", count: 20),
          "salt": String(repeating: "0c", count: 16), "iteration_count": 10_000,
        ],
      ]
    }
    let addresses = users.map { "\($0)@\(host)" }
    let list: [String: Any] = [
      "op": "contact_list_put", "host": host, "id": "everyone", "name": "The \(id) Society",
      "members": Dictionary(uniqueKeysWithValues: addresses.map { ($0, "Rose Hill") }),
    ]
    let rooms = (1...4).map { number -> [String: Any] in
      [
        "op": "room_put", "host": host, "room": "room\(number)", "name": "Room \(number)",
        "topic": "What is said in room \(number), and by whom", "membersOnly": true,
        "public": false, "invite": [String](), "adopt": false,
        "affiliations": Dictionary(
          uniqueKeysWithValues: addresses.map { ($0, $0 == addresses[0] ? "owner" : "member") }),
      ]
    }
    let vhost: [String: Any] = [
      "op": "host_put", "host": host, "club": id, "adopt": false,
      "settings": [
        "name": "The \(id) Society", "language": "en-GB",
        "contacts": ["abuse": ["mailto:abuse@clubs.example"]],
        "federation": ["mode": "open", "domains": [String]()],
      ],
    ]
    let look: [[String: Any]] = [
      ["op": "digests", "hosts": [host], "cold": false], ["op": "read", "host": host],
    ]
    return [
      try RawModule.request(look), try RawModule.request([vhost]),
      try RawModule.request(accounts + [list] + rooms), try RawModule.request(look),
    ]
  }

  private func addSweep(_ result: Result, to report: inout Report) {
    let factor = result.sweep / result.call
    report.add(
      Report.Section(
        title: "A sweep of \(scale.vhosts) vhosts where nothing changed",
        text: """
          A real, private Prosody serves \(scale.vhosts) clubs with \(Scale.members) accounts and 2 \
          rooms each, made by the agent. The floor is the bare digest call: one request on a kept \
          connection, its answer read and thrown away.
          """,
        columns: ["", "time", "against the floor"],
        rows: [
          ["floor: the digest call", text(result.call), ratio(1)],
          ["**the agent's sweep, everything compared**", text(result.sweep), ratio(factor)],
        ],
        note: """
          The agent had made them, one after the other and looked at twice, in \
          \(text(result.converging)): \(text(result.converging / Double(scale.vhosts))) a club.
          """),
      [
        Report.Goal(
          what: "sweep of \(scale.vhosts) vhosts against the digest call", measured: ratio(factor),
          target: "× 1.5", isMet: factor <= 1.5)
      ])
  }

  private func addNewClub(_ result: Result, to report: inout Report) {
    let factor = result.pass / result.hand
    report.add(
      Report.Section(
        title: "A new club",
        text: """
          On that server, which serves \(scale.vhosts) clubs by then: a club with \
          \(Scale.members) members and 4 rooms. The agent's pass is the whole of it: observe, plan, \
          write down, make, write down, observe again, until its record says that it is synced. The \
          floor are the same operations by hand in \(result.handCalls) requests on one kept \
          connection: look, the vhost, everything in it, look again.
          """,
        columns: ["", "time", "against the floor"],
        rows: [
          ["floor: by hand", text(result.hand), ratio(1)],
          ["**the agent's pass**", text(result.pass), ratio(factor)],
        ]),
      [
        Report.Goal(
          what: "a new club against the same calls by hand", measured: ratio(factor),
          target: "× 1.3", isMet: factor <= 1.3)
      ])
  }
}
