import EjabberdService
import Model
import ServiceContract
import Spec
import TestSupport

/// Accounts and sweeps on a real ejabberd, against the bare calls of its API.
struct EjabberdBench {
  let scale: Scale
  let tools: Tools

  private static let vhosts = 5
  private static let accounts = 40
  /// Ansible takes a second for each of them.
  private static let few = 8

  private struct Result: Sendable {
    var ours = Samples()
    var bare = Samples()
    var nothing = Samples()
    var bareNothing = Samples()
    var sweep = Samples()
    var bareSweep = Samples()
    var ansible = 0.0
    var ansibleNothing = 0.0
    var making = 0.0
  }

  func run(into report: inout Report) async throws {
    let node = try LoopbackPort()
    let result = try await PrivateEjabberd.with(further: ["--node-port", "\(node.number)"]) {
      try await measure($0, node: node.number)
    }
    addAccounts(result, to: &report)
    addSweep(result, to: &report)
  }

  private func measure(_ server: PrivateEjabberd, node: Int) async throws -> Result {
    let service = EjabberdService(
      name: "ejabberd", url: server.url, tokenFile: server.tokenFile, hostsFile: server.hostsFile)
    let bare = BareAPI(url: server.url, tokenFile: server.tokenFile)
    var result = Result()
    for round in 0..<3 {
      try await measureAccounts(round, service, bare, &result)
    }
    let peer = try AnsiblePeer(tools: tools, home: server.directory("ejabberd"), node: node)
    try await measureAnsible(peer, service, &result)
    let fleet = clubs(scale.vhosts, prefix: "f", members: Scale.members)
    result.making = try await timed { try await make(fleet, service) }
    let scopes = fleet.map { scope($0, service) }
    _ = try await service.sweep(scopes, cold: true)
    for _ in 0..<3 {
      result.sweep.add(
        try await timed { _ = try await service.sweep(scopes, cold: false) })
      result.bareSweep.add(
        try await timed {
          for club in fleet {
            try await bare.call("registered_users", ["host": "\(club.hosted.id).example"])
          }
        })
    }
    return result
  }

  private func measureAccounts(
    _ round: Int, _ service: EjabberdService, _ bare: BareAPI, _ result: inout Result
  ) async throws {
    let mine = clubs(Self.vhosts, prefix: "o\(round)-", members: Self.accounts)
    let theirs = clubs(Self.vhosts, prefix: "b\(round)-", members: Self.accounts)
    for club in mine + theirs { try await apply(club, service) { $0.id.kind.rank == 0 } }
    result.ours.add(
      try await timed {
        for club in mine { try await apply(club, service) { $0.id.kind.name == "account" } }
      })
    result.bare.add(
      try await timed {
        for club in theirs {
          for member in club.hosted.club.members {
            try await bare.call(
              "register",
              [
                "user": member.id.value, "host": "\(club.hosted.id).example",
                "password": "bench-\(milliseconds())",
              ])
          }
        }
      })
    let scopes = mine.map { scope($0, service) }
    _ = try await service.sweep(scopes, cold: true)
    result.nothing.add(try await timed { _ = try await service.sweep(scopes, cold: false) })
    result.bareNothing.add(
      try await timed {
        for club in mine {
          try await bare.call("registered_users", ["host": "\(club.hosted.id).example"])
        }
      })
  }

  private func measureAnsible(
    _ peer: AnsiblePeer, _ service: EjabberdService, _ result: inout Result
  ) async throws {
    let clubs = clubs(Self.vhosts, prefix: "a", members: Self.few)
    for club in clubs { try await apply(club, service) { $0.id.kind.rank == 0 } }
    let accounts = clubs.flatMap { club in
      club.hosted.club.members.map {
        AnsiblePeer.Account(
          host: "\(club.hosted.id).example", username: $0.id.value,
          password: "bench-\(milliseconds())")
      }
    }
    try await peer.check()
    result.ansible = try await timed {
      guard try await peer.ensure(accounts) else {
        throw BenchFailure("ansible-playbook made no account")
      }
    }
    result.ansibleNothing = try await timed {
      guard try await !peer.ensure(accounts) else {
        throw BenchFailure("ansible-playbook changed what it had made")
      }
    }
  }

  private func clubs(_ count: Int, prefix: String, members: Int) -> [DeclaredClub] {
    (1...count).map { number in
      let id = "\(prefix)\(number)"
      return DeclaredClub(
        hosted: .fixture(id, domain: "\(id).example") { club in
          club.members = (1...members).map { .fixture("member\($0)") }
        })
    }
  }

  private func scope(_ club: DeclaredClub, _ service: EjabberdService) -> Scope {
    Scope(
      club: club.hosted.id,
      resources: Set(service.desired(for: club).map(\.id).filter(\.kind.namesHost)))
  }

  private func apply(
    _ club: DeclaredClub, _ service: EjabberdService, _ isWanted: (Resource) -> Bool
  ) async throws {
    let changes = service.desired(for: club).filter(isWanted).map {
      Change(
        action: .create, resource: $0.id, desired: $0, origin: nil, cause: .revision,
        reason: "bench")
    }
    let outcomes = await service.apply(changes, of: club.hosted.id, from: nil)
    guard outcomes.allSatisfy({ $0 == .applied }) else {
      throw BenchFailure("\(club.hosted.id): \(outcomes.first { $0 != .applied } ?? .skipped)")
    }
  }

  /// As many at a time as the agent makes.
  private func make(_ clubs: [DeclaredClub], _ service: EjabberdService) async throws {
    for start in stride(from: 0, to: clubs.count, by: service.width) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for club in clubs[start..<min(start + service.width, clubs.count)] {
          group.addTask { try await apply(club, service) { _ in true } }
        }
        try await group.waitForAll()
      }
    }
  }

  private func addAccounts(_ result: Result, to report: inout Report) {
    let count = Self.vhosts * Self.accounts
    // A share for each account, the start of its program included.
    let share = Double(count) / Double(Self.vhosts * Self.few)
    let factor = result.ours / result.bare
    let faster = result.ansible * share / result.ours.median
    let fasterNothing = result.ansibleNothing * share / result.nothing.median
    report.add(
      Report.Section(
        title: "\(count) accounts on ejabberd",
        text: """
          A real, private ejabberd with mnesia and SCRAM. \(Self.vhosts) vhosts are there; then \
          \(Self.accounts) accounts are made on each, and then nothing is left to do. Ours come \
          with a name in their vcard and our mark. The floor is `register` in a loop on one kept \
          connection, and one list of accounts a vhost. Ansible's `ejabberd_user` checks a \
          password besides; it ran for \(Self.vhosts * Self.few) accounts, and its time is \
          given for \(count).
          """,
        columns: ["", "to make them", "against the floor", "nothing to do", "against the floor"],
        rows: [
          [
            "floor: the API in a loop", text(result.bare), ratio(1), text(result.bareNothing),
            ratio(1),
          ],
          [
            "**allotment's adapter**", text(result.ours), ratio(factor), text(result.nothing),
            ratio(result.nothing / result.bareNothing),
          ],
          [
            "Ansible, `community.general.ejabberd_user`", text(result.ansible * share),
            ratio(result.ansible * share / result.bare.median),
            text(result.ansibleNothing * share),
            ratio(result.ansibleNothing * share / result.bareNothing.median),
          ],
        ]),
      [
        Report.Goal(
          what: "\(count) accounts on ejabberd against the bare calls", measured: ratio(factor),
          target: "× 1.2", isMet: factor <= 1.2),
        Report.Goal(
          what: "so many times faster than Ansible", measured: text(faster, digits: 0),
          target: "100", isMet: faster >= 100),
        Report.Goal(
          what: "the same with nothing to do", measured: text(fasterNothing, digits: 0),
          target: "1000", isMet: fasterNothing >= 1_000),
      ])
  }

  private func addSweep(_ result: Result, to report: inout Report) {
    report.add(
      Report.Section(
        title: "A sweep of \(scale.vhosts) vhosts of ejabberd where nothing changed",
        text: """
          \(Scale.members) accounts each. The floor is the bare call that lists a vhost's accounts, \
          once a vhost, one after the other on one kept connection. With mnesia each list walks \
          the accounts of all vhosts.
          """,
        columns: ["", "time", "against the floor"],
        rows: [
          ["floor: one list a vhost", text(result.bareSweep), ratio(1)],
          [
            "**the adapter's sweep**", text(result.sweep),
            ratio(result.sweep / result.bareSweep),
          ],
        ],
        note: "The clubs, with a contact list each, had been made in \(text(result.making))."))
  }
}
