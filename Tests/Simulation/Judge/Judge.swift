import Inventory
import Model
import ServiceContract
import Spec
import Synchronization

/// Watches every call and every effect, and says which promise of the product it breaks.
///
/// It knows what the agent cannot know: what people really committed, who really made a thing, and
/// which answers were true. It shares no logic with the planner but the services' definitions.
///
/// `@unchecked Sendable`: it is called by the simulation's one thread alone (``Scheduler``).
final class Judge: @unchecked Sendable {
  let repository: SimulatedRepository
  let servers: [Server]
  let trace: Trace
  /// Seconds since 1970, as the agent sees them.
  let wall: () -> Int64
  /// Of the agent that runs.
  var inventory: Inventory?

  /// What the last look at a club in a server came to.
  struct Look {
    var wasGood: Bool
    /// What was live, when the answer was the truth.
    var live: [Key: Thing]?
    /// Who owned something then.
    var owners: Set<String>
    /// The earliest time of day that it went by.
    var time: Int64
    /// How often people had meddled with the server until then.
    var meddlings: Int
  }

  /// By server and club.
  private(set) var looks: [String: [String: Look]] = [:]
  /// Seconds since the story's begin, which do not jump.
  let elapsed: () -> Int64
  /// When a club was last seen in a server, in whatever way; as ``elapsed`` counts.
  private var seen: [String: [String: Int64]] = [:]
  /// When a club was first heard of, under its id of now; as ``elapsed`` counts.
  private var knownSince: [String: Int64] = [:]
  /// The commit at which a person let all of a club's held changes through, or one by its id.
  var approved: [String: Int] = [:]
  /// Addresses that stand in the files as those of people who left, and since when they may count
  /// as such.
  var left: Set<String> = []
  var leftSince: [String: Moment] = [:]
  /// The first moment of which an agent wrote something down.
  var start: Moment?
  /// When the clock was set, as ``elapsed`` counts, and the time of day before that.
  var jumps: [(at: Int64, wall: Int64)] = []
  /// Addresses whose accounts the agent has deleted.
  private var used: Set<String> = []
  /// Changes that were made, by club, since somebody asked for it.
  var made: [String: [String]] = [:]
  /// Clubs of which a server once said what was not true.
  private(set) var misled: Set<String> = []
  /// Untrue answers in a row, by server and club, with what the club owned before them.
  var lies: [String: [String: Lie]] = [:]
  /// Removals of which the agent said once that they are part of a large one, by server.
  var heldOnce: [String: Set<Key>] = [:]
  /// What the agent's last sweep of a server named as nobody's, and is somebody's: names by server.
  private(set) var notStray: [String: Set<String>] = [:]
  /// Commits to which a person let the branch be set back, each until it was taken.
  var allowedRollbacks: Set<Int> = []
  /// The commit of the last change.
  private var lastMade: Int?
  /// In what a person asks: what is read for it is no pass of the agent.
  @TaskLocal static var isAsked = false
  private var wanted: [String: [Key: Resource]] = [:]

  init(
    _ repository: SimulatedRepository, _ servers: [Server], _ trace: Trace,
    wall: @escaping () -> Int64, elapsed: @escaping () -> Int64
  ) {
    self.elapsed = elapsed
    self.repository = repository
    self.servers = servers
    self.trace = trace
    self.wall = wall
  }

  // MARK: - What people do

  func committed(_ model: RepositoryModel) {
    let all = model.clubs.flatMap { club in
      club.members.map { ("\($0.id)@\(club.host)", $0.person.state) }
    }
    leave(Set(all.filter { $0.1 == "left" }.map(\.0)))
  }

  func approve(_ clubOrChange: String) { approved[clubOrChange] = repository.known?.number }

  func isApproved(
    _ action: Change.Action, of id: ResourceID, for club: String, at number: Int?
  ) -> Bool {
    number != nil && [club, Change.id(action, of: id)].contains { approved[$0] == number }
  }

  func isApproved(_ change: Change, of club: String, at number: Int?) -> Bool {
    isApproved(change.action, of: change.resource, for: club, at: number)
  }

  /// All that are declared, or own something.
  func clubs(at commit: SimulatedRepository.Commit) -> Set<String> {
    Set(commit.model.clubs.map(\.id)).union((try? inventory?.ownedClubs()) ?? [])
  }

  // MARK: - What the agent sees

  func compared(_ digests: [String: String], on server: Server) {
    for club in digests.keys { seen[server.name, default: [:]][club] = elapsed() }
  }

  func read(_ scope: Scope, on server: Server, wasGood: Bool, isFresh: Bool = false) {
    if wasGood, !isFresh { misled.insert(scope.club) }
    if Judge.isAsked { return }
    var look = Look(
      wasGood: wasGood, live: nil, owners: [], time: earliest,
      meddlings: server.state.withLock { $0.meddlings })
    if wasGood { seen[server.name, default: [:]][scope.club] = elapsed() }
    if wasGood, isFresh {
      let hosts = server.hosts(scope)
      look.live = server.state.withLock { state in
        state.live.things.filter { hosts.contains($0.key.host) }
          .reduce(into: [:]) { things, entry in
            things[entry.key] = entry.value
            things[entry.key]?.mark = server.mark(of: entry.key, entry.value, in: state.live)
          }
      }
      look.owners = Set(((try? inventory?.ownedCount()) ?? [:]).keys)
    }
    if wasGood { noteHeld(scope, live: look.live, on: server) }
    looks[server.name, default: [:]][scope.club] = look
    heard(scope.club, on: server, isLie: wasGood && !isFresh)
  }

  /// Who has a record and owns a thing is known to the agent from its start on.
  func swept(_ unmanaged: [Unmanaged], on server: Server) {
    if Judge.isAsked { return }
    let owned = unmanaged.filter { thing in
      guard let club = thing.mark, (try? inventory?.club(club)) != nil else { return false }
      return owns(Key(Kind(thing.kind, rank: 0), thing.name), club)
    }
    notStray[server.name] = Set(owned.map(\.name))
  }

  /// Nobody could look at a club until now.
  func forgetSince() { knownSince = [:] }

  /// The clubs that nobody has seen for longer than this many seconds.
  func unseen(for limit: Int64, since start: Int64, among clubs: [String], _ servers: [Server])
    -> [String]
  {
    let now = elapsed()
    for club in clubs where knownSince[club] == nil { knownSince[club] = now }
    return clubs.filter { club in
      let owned = Set(((try? inventory?.owned(of: club)) ?? []).map(\.id.service))
      return servers.contains { server in
        guard owned.contains(server.name) else { return false }
        return now - max(start, seen[server.name]?[club] ?? 0, knownSince[club] ?? 0) > limit
      }
    }
  }

  // MARK: - What the agent does

  /// Before a server is called, what will be ours is written down.
  func intends(_ changes: [Change], of club: String) {
    let owned = Set(((try? inventory?.owned(of: club)) ?? []).map(\.id))
    for change in changes
    where change.desired != nil && change.action != .adopt && !owned.contains(change.resource) {
      trace.broke(.killedLosesNothing, "\(change.id) is made and was not written down before")
    }
  }

  func willMake(_ change: Change, of club: String, at number: Int?, on server: Server) {
    made[club, default: []].append(change.id)
    guard let number else {
      return trace.broke(.explained, "\(change.id) comes from no commit")
    }
    judgeRollback(change, to: number)
    let commit = repository.commit(number)
    judgeFreeze(change, of: club, at: commit)
    let key = Key(change.movesFrom ?? change.resource)
    let thing = server.state.withLock { state in
      state.live[key].map { thing in
        var thing = thing
        thing.mark = server.mark(of: key, thing, in: state.live)
        return thing
      }
    }
    judgeLeader(change, key, of: club, at: commit, on: server)
    if change.action == .delete {
      judgeRemoval(change.resource, thing, of: club, at: commit, on: server)
    } else if change.action == .create {
      judgeCreation(change, of: club, at: commit, on: server)
    }
    if change.action != .delete, let thing {
      judgeTaking(change, key, thing, looks[server.name]?[club]?.live?[key], of: club, at: commit)
    }
  }

  /// What comes from an older commit than the last change did comes with a person's word.
  private func judgeRollback(_ change: Change, to number: Int) {
    if let last = lastMade, repository.isRollback(from: last, to: number),
      allowedRollbacks.remove(number) == nil
    {
      trace.broke(.rollbackIsHeld, "\(change.id) comes from commit \(number), after \(last)")
    }
    lastMade = number
  }

  /// While all is frozen nothing is made without a person's word.
  private func judgeFreeze(
    _ change: Change, of club: String, at commit: SimulatedRepository.Commit
  ) {
    guard let end = frozenUntil(at: commit), latest < end.secondsSince1970,
      !isApproved(change, of: club, at: commit.number)
    else { return }
    trace.broke(.freezeHolds, "\(change.id) is made, and all is frozen until \(end)")
  }

  /// As provider.yaml says; while it is broken, as it said when it was last right. The very last
  /// one may have come to an agent that was killed before it had written that down.
  private func frozenUntil(at commit: SimulatedRepository.Commit) -> CalendarDate? {
    guard commit.model.isProviderBroken else { return commit.model.frozenUntil }
    let right = repository.taken.filter { !$0.model.isProviderBroken }.suffix(2)
    let ends = right.map(\.model.frozenUntil)
    return ends.contains(nil) ? nil : ends.compactMap(\.self).min()
  }

  func didMake(_ change: Change, _ outcome: Outcome, of club: String, on server: Server) {
    if case .failed(let failure) = outcome, failure.code == "not-ours" {
      heardOfOwner(Key(change.resource), on: server)
    }
    guard outcome == .applied, change.resource.kind.name == "account" else { return }
    let address = change.resource.name
    didMakeAccount(change)
    if let old = change.movesFrom { used.insert(old.name) }
    switch change.action {
    case .delete: used.insert(address)
    case .create where used.contains(address), .update where used.contains(address):
      // Who left is shown by a server that tells of old times, and is kept out again.
      if case .expiring? = change.desired?.presence, change.action == .update,
        change.movesFrom == nil, misled.contains(club)
      {
        return
      }
      if !isApproved(change, of: club, at: repository.known?.number) {
        trace.broke(.reservedStays, "\(address) is given away again")
      }
      used.remove(address)
    default: break
    }
  }

  /// What people have made is changed only after it was adopted.
  private func judgeTaking(
    _ change: Change, _ key: Key, _ thing: Thing, _ seen: Thing?, of club: String,
    at commit: SimulatedRepository.Commit
  ) {
    if change.action != .adopt, thing.mark == nil, let seen, seen.mark == nil,
      !owns(key, club)
    {
      trace.broke(.onlyOurs, "\(change.id) is not ours, and was not adopted")
    }
    if change.action == .adopt {
      let isAuto = commit.model.adopts == "auto" && thing.mark == nil
      if !isAuto, !isApproved(change, of: club, at: commit.number) {
        trace.broke(.onlyOurs, "\(change.id) without anybody's word")
      }
    } else if let mark = thing.mark, mark != club, !isFormerID(mark, of: club, at: commit),
      // It may be tried with a person's word, and by who was told that nothing is there: the server
      // refuses it.
      !isApproved(change, of: club, at: commit.number),
      change.action != .create || !(misled.contains(club) || wasMisled(about: mark, at: commit))
    {
      trace.broke(.onlyOurs, "\(change.id) is club \(mark)'s")
    }
  }

  /// Whether the club had this id at some time, and nobody has it now.
  func isFormerID(_ old: String, of club: String, at commit: SimulatedRepository.Commit) -> Bool {
    !commit.model.clubs.contains { $0.id == old }
      && (0...commit.number).contains { repository.commit($0).model.isFormerID(old, of: club) }
  }

  /// Whether a server said something untrue of the club that has this id, or had it.
  func wasMisled(about id: String, at commit: SimulatedRepository.Commit) -> Bool {
    misled.contains { $0 == id || isFormerID(id, of: $0, at: commit) }
  }

  func owns(_ key: Key, _ club: String) -> Bool {
    ((try? inventory?.owned(of: club)) ?? []).contains { Key($0.id) == key }
  }

  func hasApplied(_ club: String) -> Bool {
    ((try? inventory?.owned(of: club)) ?? []).contains(where: \.wasApplied)
  }

  // MARK: - What people want

  /// What the club's file asks of a server at a commit; nil when it cannot be read.
  func desired(
    _ club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) -> [Key: Resource]? {
    let today = CalendarDate(daysSince1970: Int(wall() / 86_400))
    let cacheKey = "\(commit.number)/\(club)/\(server.name)/\(today)"
    if let known = wanted[cacheKey] { return known }
    guard let provider = commit.loaded.provider,
      let loaded = commit.loaded.clubs.first(where: { $0.id == club }), let file = loaded.club,
      loaded.errors.isEmpty || loaded.onlyConflicts
    else { return nil }
    let declared = DeclaredClub(
      hosted: HostedClub(club: file, provider: provider).on(today), siteTree: loaded.siteTree)
    let resources = server.desired(for: declared).map { (Key($0.id), $0) }
    let found = Dictionary(resources) { first, _ in first }
    wanted[cacheKey] = found
    return found
  }
}

extension RepositoryModel {
  func isFormerID(_ old: String, of club: String) -> Bool {
    clubs.contains { $0.id == club && $0.formerIDs.contains(old) }
  }
}
