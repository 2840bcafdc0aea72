import ChatContract
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
  let member: String
  let by: String
  let now: Int64

  init(_ request: ControlRequest, _ engine: Engine, _ fleet: Fleet, now: Int64) throws {
    guard let club = request.clubs.first, let member = request.member else {
      throw Refusal.unnamed
    }
    self.engine = engine
    self.fleet = fleet
    self.club = club
    self.member = member
    by = request.by
    self.now = now
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

  /// The member's address, when the files say that it is to be erased.
  func address() throws -> String {
    guard let loaded = fleet.clubs[club], loaded.errors.isEmpty, let file = loaded.club,
      let provider = fleet.repository.provider
    else { throw Refusal.unreadable(printable(club, limit: 80)) }
    guard let found = file.members.first(where: { $0.id.value == member }) else {
      throw Refusal.unknown(printable(member, limit: 80), club: club)
    }
    guard found.state.value == .erased else {
      throw Refusal.wanted(
        member, state: found.state.value, at: file.location(found.state.position))
    }
    return HostedClub(club: file, provider: provider).address(of: found).description
  }

  /// After the club was reconciled. `results` say whether all of the member is gone.
  func finish(_ address: String, after results: [ClubResult]) throws -> ControlReply {
    let report = ApplyReport(revision: fleet.revision, results: results)
    let left = try engine.inventory.owned(of: club).filter { $0.id.name == address }
    let isDone =
      !results.isEmpty && left.isEmpty && [.done, .held].contains(report.exitCode)
    guard isDone else {
      return ControlReply(
        exitCode: report.exitCode == .done ? 1 : report.exitCode.rawValue,
        output: report.text(TextOptions(color: false, verbose: false)),
        problems: "allotment: not everything of this member is gone yet; ask again then\n")
    }
    let traces = try engine.inventory.erase(
      address, of: club,
      recording: HistoryEntry(
        time: now, club: club, revision: fleet.revision, change: "\(club)/member#erase",
        action: .delete, result: .applied, message: "the data of one member was erased on request",
        author: by, cycle: "erase"))
    return ControlReply(exitCode: 0, output: text(traces))
  }

  private func text(_ traces: Traces) -> String {
    """
    Erased: the account with its contacts and everything in it, its places in rooms and contact
    lists, and \(traces.history + traces.others) entries that named it in the history and the inventory.
    Recorded: that one member of \(club) was erased, when and by whom; not who it was.

    Out of reach, and yours to look after:
    - git: the member's name and id stand in earlier commits (`git filter-repo` rewrites them)
    - backups of the services, of the data directory and of the repository, until they expire
    - other servers and other members' devices, which have the messages sent to them
    - letters that were printed or written to a folder, and logs of the services\(kept)
    The address stays reserved, so that nobody else gets it.

    """
  }

  /// What the club's chat server keeps all the same, as a line of its own.
  private var kept: String {
    guard let file = fleet.clubs[club]?.club, let provider = fleet.repository.provider,
      let name = HostedClub(club: file, provider: provider).placement?.chat?.value,
      let server = engine.services[name] as? any ChatService,
      let why = server.capabilities.missing[.tracelessRemoval]
    else { return "" }
    return "\n- \(name): \(why)"
  }
}
