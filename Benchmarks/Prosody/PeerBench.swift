import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport

/// Accounts for a new club, against what Prosody itself offers for it.
struct PeerBench {
  let scale: Scale

  private struct Result: Sendable {
    var ours = Samples()
    var shell = Samples()
    var commands = Samples()
  }

  func run(into report: inout Report) async throws {
    let result = try await PrivateProsody.with { try await measure($0) }
    report.add(
      Report.Section(
        title: "\(Scale.members) accounts, with Prosody's own tools",
        text: """
          A fresh Prosody. For each round the vhost is there; then \(Scale.members) accounts are \
          made. Ours come with an invitation each and no password that anybody knows; those of the \
          others with a password that must then be told to somebody. `prosodyctl register` is one \
          process an account; `prosodyctl shell` gets all commands at once on its input.
          """,
        columns: ["", "time", "against ours"],
        rows: [
          ["**allotment's adapter, one request**", text(result.ours), ratio(1)],
          [
            "`prosodyctl shell`, one process", text(result.shell),
            ratio(result.shell / result.ours),
          ],
          [
            "`prosodyctl register`, one process each", text(result.commands),
            ratio(result.commands / result.ours),
          ],
        ]))
  }

  private func measure(_ prosody: PrivateProsody) async throws -> Result {
    let service = ProsodyService(name: "prosody", socket: prosody.socket)
    var result = Result()
    for round in 0..<max(3, scale.rounds / 2) {
      let mine = try await makeVhost(ClubText.id(round, prefix: "o"), service)
      result.ours.add(
        try await timed { try await apply(mine, service) })
      let shell = ClubText.id(round, prefix: "s")
      _ = try await makeVhost(shell, service)
      result.shell.add(try await timed { try await useShell("\(shell).example", prosody) })
      let other = ClubText.id(round, prefix: "p")
      _ = try await makeVhost(other, service)
      result.commands.add(
        try await timed { try await useCommands("\(other).example", prosody) })
      for id in [shell, other] { try await check(id, service) }
    }
    return result
  }

  /// Gives the changes that make the club's accounts.
  private func makeVhost(_ id: String, _ service: ProsodyService) async throws -> [Change] {
    let resources = service.desired(for: try club(id))
    try await apply([creation(resources[0])], service)
    return resources.filter { $0.id.kind.name == "account" }.map(creation)
  }

  private func club(_ id: String) throws -> DeclaredClub {
    let provider = RepositoryLoader.provider(bytes: Array(ClubText.provider.utf8)).provider
    let loaded = RepositoryLoader.club(
      file: "clubs/\(id).yaml", content: ContentID(hex: "00"),
      bytes: Array(ClubText.club(id).utf8), provider: provider)
    guard let provider, let club = loaded.club.club else {
      throw BenchFailure("\(loaded.diagnostics)")
    }
    return DeclaredClub(hosted: HostedClub(club: club, provider: provider))
  }

  private func creation(_ resource: Resource) -> Change {
    Change(
      action: .create, resource: resource.id, desired: resource, origin: resource.origin,
      cause: .revision, reason: "declared, not live")
  }

  private func apply(_ changes: [Change], _ service: ProsodyService) async throws {
    let outcomes = await service.apply(changes, of: changes[0].resource.club, from: nil)
    guard outcomes.allSatisfy({ $0 == .applied }) else { throw BenchFailure("\(outcomes)") }
  }

  private func useShell(_ host: String, _ prosody: PrivateProsody) async throws {
    let lines = (1...Scale.members).map {
      "user:create(\"member\($0)@\(host)\", \"correct horse \($0)\")\n"
    }
    try await output(
      Command(
        "prosodyctl", ["--config", prosody.configuration, "shell"], input: lines.joined()))
  }

  private func useCommands(_ host: String, _ prosody: PrivateProsody) async throws {
    for number in 1...Scale.members {
      try await output(
        Command(
          "prosodyctl",
          [
            "--config", prosody.configuration, "register", "member\(number)", host,
            "correct horse \(number)",
          ]))
    }
  }

  /// Whether the accounts are there.
  private func check(_ id: String, _ service: ProsodyService) async throws {
    let resources = service.desired(for: try club(id))
    let scope = Scope(club: id, resources: [resources[0].id])
    guard case .complete(let seen)? = await service.observe([scope])[id],
      seen.count(where: { $0.id.kind.name == "account" }) == Scale.members
    else { throw BenchFailure("the accounts of \(id) were not made") }
  }
}
