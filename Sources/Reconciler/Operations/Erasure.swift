import ChatContract
import Execution
import Inventory
import Model
import Reconciler
import Reporting
import ServiceContract
import Spec

/// The erasure of one member: git says so, the services do it, and the inventory forgets it.
struct Erasure {
  let engine: Engine
  let fleet: Fleet
  let club: String
  let by: String
  let now: Int64
  private let hosted: HostedClub
  private let member: Member

  /// Throws a ``Refusal`` unless the files say that the member is to be erased.
  init(_ request: ControlRequest, _ engine: Engine, _ fleet: Fleet, now: Int64) throws {
    guard let club = request.clubs.first, let id = request.member else {
      throw Refusal.unnamed
    }
    guard let loaded = fleet.clubs[club], loaded.errors.isEmpty, let file = loaded.club,
      let provider = fleet.repository.provider
    else { throw Refusal.unreadable(printable(club, limit: 80)) }
    guard let found = file.members.first(where: { $0.id.value == id }) else {
      throw Refusal.unknown(printable(id, limit: 80), club: club)
    }
    guard found.state.value == .erased else {
      throw Refusal.wanted(id, state: found.state.value, at: file.location(found.state.position))
    }
    self.engine = engine
    self.fleet = fleet
    self.club = club
    self.now = now
    by = request.by
    hosted = HostedClub(club: file, provider: provider)
    member = found
  }

  /// Why nothing is erased: the file does not say so.
  enum Refusal: Error, CustomStringConvertible {
    case unnamed
    case unreadable(String)
    case unknown(String, club: String)
    case wanted(String, state: Member.State, at: SourceLocation)

    var description: String {
      switch self {
      case .unnamed: "erase wants a club and a member"
      case .unreadable(let club):
        "the file of club `\(club)` cannot be applied: nobody is erased on a guess"
      case .unknown(let member, let club):
        "`\(member)` is not in the file of club `\(club)`: write `{id: \(member), state: erased}` "
          + "there, so that the files say what is done"
      case .wanted(let member, let state, let place):
        "\(place): `\(member)` is \(state.rawValue) there: write `state: erased`, commit it, and "
          + "ask again; erased by hand alone, the next pass would bring the account back"
      }
    }
  }

  /// After the club was reconciled. `results` say whether all of the member is gone.
  func finish(after results: [ClubResult]) throws -> ControlReply {
    let report = ApplyReport(revision: fleet.revision, results: results)
    let clubs = try engine.formerIDs(of: club, in: fleet).union([club])
    let owned = try clubs.flatMap { try engine.inventory.owned(of: $0).map(\.id) }
    let addresses = try addresses(of: clubs, owning: owned)
    let last = results.map { $0.after ?? $0.planned }
    let stranger = last.flatMap(\.unmanaged).first { addresses.contains($0.name) }
    let isLeft =
      owned.contains { addresses.contains($0.name) }
      || last.contains { $0.changes.contains { addresses.contains($0.resource.name) } }
    let isSeen = !results.isEmpty && results.allSatisfy { $0.pause == nil }
    guard isSeen, stranger == nil, !isLeft, [.done, .held].contains(report.exitCode) else {
      let isHeld = stranger == nil && report.exitCode != .done
      return ControlReply(
        exitCode: isHeld ? report.exitCode.rawValue : ExitCode.error.rawValue,
        output: report.text(TextOptions(color: false, verbose: false)),
        problems: "allotment: not everything of this member is gone"
          + (stranger.map(text) ?? " yet; ask again then") + "\n")
    }
    let wasLive = results.flatMap(\.outcomes).contains { outcome in
      outcome.outcome == .applied && outcome.change.action == .delete
        && addresses.contains(outcome.change.resource.name)
    }
    let traces = try engine.inventory.erase(
      addresses, of: clubs,
      recording: HistoryEntry(
        time: now, club: club, revision: fleet.revision, change: "\(club)/member#erase",
        action: .delete, result: .applied, message: "the data of one member was erased on request",
        author: by, cycle: "erase"), always: wasLive)
    let isReserved = try engine.inventory.reserved().contains { addresses.contains($0.name) }
    return ControlReply(
      exitCode: 0, output: text(wasLive: wasLive, traces, isReserved: isReserved))
  }

  /// Every address that the member has or had in the club, as far as files and inventory tell:
  /// under each id, on each of the club's domains. Nobody else's of today.
  private func addresses(of clubs: Set<String>, owning owned: [ResourceID]) throws -> Set<String> {
    var hosts = Set(
      try engine.inventory.reserved().filter { clubs.contains($0.club) && !$0.name.contains("@") }
        .map(\.name))
    hosts.formUnion(owned.filter(\.kind.namesHost).map(\.name))
    let domains = Set(hosts.compactMap { try? DomainName(parsing: $0) } + [hosted.domain])
    let ids = [member.id.value] + (member.movedFrom.map { [$0.value] } ?? [])
    var addresses = Set(ids.flatMap { id in domains.map { BareJID(local: id, domain: $0) } })
    addresses.insert(hosted.address(of: member))
    let others = hosted.club.members.filter { $0.id.value != member.id.value }
    return Set(addresses.subtracting(others.map(hosted.address)).map(\.description))
  }

  private func text(_ stranger: Unmanaged) -> String {
    ": \(printable(stranger.name, limit: 200)) is live in \(stranger.service), and allotment neither "
      + "made it nor took it over, so it is left alone. Remove it there by hand and ask again; or "
      + "let allotment take it over (write `state: suspended` and approve its `#adopt`), and then "
      + "write `state: erased` and ask again"
  }

  private func text(wasLive: Bool, _ traces: Traces, isReserved: Bool) -> String {
    let count = traces.history + traces.others
    let entries = "\(count) \(count == 1 ? "entry" : "entries") that named it"
    var done =
      wasLive
      ? """
      Erased: the account with its contacts and everything in it, its places in rooms and contact
      lists, and \(entries) in the history and the inventory.
      """
      : count > 0
        ? """
        No service had an account of this member any more.
        Erased: \(entries) in the history and the inventory.
        """
        : "Nothing of this member is here any more: no account, and no entry that names it."
    if wasLive || count > 0 {
      done += "\nRecorded: that one member of \(club) was erased, when and by whom; not who it was."
    }
    return """
      \(done)

      Out of reach, and yours to look after:
      - git: the member's name and id stand in earlier commits (`git filter-repo` rewrites them)
      - backups of the services, of the data directory and of the repository, until they expire
      - other servers and other members' devices, which have the messages sent to them
      - letters that were printed or written to a folder, and logs of the services\(kept)
      \(isReserved ? "The address stays reserved, so that nobody else gets it.\n" : "")
      """
  }

  /// What the club's chat server keeps all the same, as a line of its own.
  private var kept: String {
    guard let name = hosted.placement?.chat?.value,
      let server = engine.services[name] as? any ChatService,
      let why = server.capabilities.missing[.tracelessRemoval]
    else { return "" }
    return "\n- \(name): \(why)"
  }
}
