import EjabberdService
import Model
import ServiceContract
import Spec
import TestSupport

/// Accounts and sweeps on a real ejabberd, against the bare calls of its API.
struct EjabberdBench {
  let scale: Scale

  private static let vhosts = 5
  private static let accounts = 40

  private struct Result: Sendable {
    var ours = Samples()
    var bare = Samples()
    var nothing = Samples()
    var bareNothing = Samples()
    var sweep = Samples()
    var bareSweep = Samples()
    var making = 0.0
  }

  func run(into report: inout Report) async throws {
    let result = try await PrivateEjabberd.with { try await measure($0) }
    addAccounts(result, to: &report)
    addSweep(result, to: &report)
  }

  private func measure(_ server: PrivateEjabberd) async throws -> Result {
    let service = EjabberdService(
      name: "ejabberd", url: server.url, tokenFile: server.tokenFile, hostsFile: server.hostsFile)
    let bare = BareAPI(url: server.url, tokenFile: server.tokenFile)
    var result = Result()
    for round in 0..<3 {
      try await measureAccounts(round, service, bare, &result)
    }
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
    let factor = result.ours / result.bare
    report.add(
      Report.Section(
        title: "\(count) accounts on ejabberd",
        text: """
          A real, private ejabberd with mnesia and SCRAM. \(Self.vhosts) vhosts are there; then \
          \(Self.accounts) accounts are made on each. Ours come with a name in their vcard and our \
          mark. The floor is `register` in a loop on one kept connection, and for the no-op one \
          list of accounts a vhost.
          """,
        columns: ["", "time", "against the floor"],
        rows: [
          ["floor: `register` in a loop", text(result.bare), ratio(1)],
          ["**allotment's adapter**", text(result.ours), ratio(factor)],
          ["floor of the no-op: one list a vhost", text(result.bareNothing), ratio(1)],
          [
            "**the adapter, nothing to do**", text(result.nothing),
            ratio(result.nothing / result.bareNothing),
          ],
        ]),
      [
        Report.Goal(
          what: "\(count) accounts on ejabberd against the bare calls", measured: ratio(factor),
          target: "× 1.2", isMet: factor <= 1.2)
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
