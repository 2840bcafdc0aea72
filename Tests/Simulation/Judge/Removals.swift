import Inventory
import Model
import ServiceContract
import Spec
import Synchronization

/// When something may be deleted.
extension Judge {
  func judgeRemoval(
    _ id: ResourceID, _ thing: Thing?, of club: String, at commit: SimulatedRepository.Commit,
    on server: Server
  ) {
    let owned = Set(((try? inventory?.owned(of: club)) ?? []).map(\.id.service))
    let blind = looks.filter { owned.contains($0.key) && $0.value[club]?.wasGood == false }
      .keys.sorted()
    if !blind.isEmpty {
      trace.broke(.unreachableIsNotEmpty, "\(id) goes while nobody could read \(blind)")
    }
    // What is gone already, or was never seen, cannot be lost.
    guard let thing, let look = looks[server.name]?[club], let live = look.live else { return }
    let key = Key(id)
    judgeOwner(key, thing, live, of: club, at: commit)
    // A person's word is enough.
    guard !isApproved(.delete, of: id, for: club, at: commit.number) else { return }
    guard isUnwanted(key, of: club, at: commit, on: server) else {
      return trace.broke(
        promise(of: key, of: club, at: commit, on: server),
        "\(id) goes, and commit \(commit.number) wants it")
    }
    if heldOnce[server.name]?.contains(key) == true {
      trace.broke(
        .largeRemovalsStop, "\(id) goes, was part of a large removal, and nobody let it through")
    }
    let stays = commit.model.clubs.contains { $0.id == club } && !isOver(club, at: commit)
    judgeWord(key, of: club, stays: stays, at: commit, on: server)
    if stays {
      judgeCount(key, live, of: club, at: commit, on: server)
    } else {
      judgeClubs(look, club, commit)
    }
  }

  /// What the agent holds now counts until it is wanted again or gone, whatever the agent
  /// remembers later.
  func noteHeld(_ scope: Scope, live: [Key: Thing]?, on server: Server) {
    guard let commit = repository.known else { return }
    let text = (try? inventory?.setting("held/\(scope.club)")) ?? nil
    var held = heldOnce[server.name] ?? []
    for line in (text ?? "").split(separator: "\n") {
      let parts = line.split(separator: "/", maxSplits: 3).map(String.init)
      guard parts.count == 4, parts[1] == server.name else { continue }
      held.insert(Key(Kind(parts[2], rank: 0), parts[3]))
    }
    let hosts = server.hosts(scope)
    heldOnce[server.name] = held.filter { key in
      if !hosts.contains(key.host) { return true }
      if let live, live[key] == nil { return false }
      return isUnwanted(key, of: scope.club, at: commit, on: server)
    }
  }

  /// The one that the removal of what is wanted breaks.
  private func promise(
    of key: Key, of club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) -> Promise {
    let resource = declared(key, club, at: commit, on: server)
    if let resource, Key(resource.id) != key { return .renamedKeepsAll }
    if case .expiring? = resource?.presence { return .notBeforeItsDate }
    let leaves = commit.model.clubs.first { $0.id == club }?.leave != nil
    return leaves && commit.canBeRead(club) ? .notBeforeItsDate : .brokenIsNotGone
  }

  private func judgeOwner(
    _ key: Key, _ thing: Thing, _ live: [Key: Thing], of club: String,
    at commit: SimulatedRepository.Commit
  ) {
    guard let mark = thing.mark else {
      // The server refuses it; but who saw that it is not ours must not even try.
      if live[key]?.mark == nil, !owns(key, club) { trace.broke(.onlyOurs, "\(key) is not ours") }
      return
    }
    if mark != club, !isFormerID(mark, of: club, at: commit) {
      trace.broke(.onlyOurs, "\(key) goes, and is club \(mark)'s")
    }
    guard key.kind.name == "vhost" else { return }
    for (other, thing) in live where other.host == key.host && thing.mark == nil {
      trace.broke(.onlyOurs, "\(key) goes with \(other), which is not ours")
    }
    for (other, thing) in live where other.host == key.host && thing.problem != nil {
      trace.broke(.onlyOurs, "\(key) goes with \(other), which cannot be read")
    }
  }

  /// What a club protects goes for nobody's but a person's word, and what is to be confirmed too.
  private func judgeWord(
    _ key: Key, of club: String, stays: Bool, at commit: SimulatedRepository.Commit,
    on server: Server
  ) {
    let owned = ((try? inventory?.owned(of: club)) ?? [])
    let isKept = owned.contains {
      $0.id.service == server.name && Key($0.id) == key && $0.protection != nil
    }
    guard let model = commit.model.clubs.first(where: { $0.id == club }) else {
      // The file is gone; what it protected is not.
      if isKept || owned.contains(where: { $0.protection == .club }) {
        trace.broke(.waitsForAWord, "\(key) goes, and was protected by a file that is gone")
      }
      return
    }
    guard commit.canBeRead(club) else { return }
    let resource = declared(key, club, at: commit, on: server)
    // The file itself says that who is erased goes.
    if case .absent? = resource?.presence { return }
    let isUndeclared = resource == nil
    if model.protects, !stays || isUndeclared && key.kind.name == "account" {
      trace.broke(.waitsForAWord, "\(key) goes, and its club's file protects it")
    }
    if isUndeclared || !stays, let prune = model.prune, prune != "enabled" {
      trace.broke(.waitsForAWord, "\(key) goes, and prune is \(prune)")
    }
  }

  private func judgeCount(
    _ key: Key, _ live: [Key: Thing], of club: String, at commit: SimulatedRepository.Commit,
    on server: Server
  ) {
    let owned = ((try? inventory?.owned(of: club)) ?? []).filter { $0.id.service == server.name }
    // What a lie made the inventory forget waits for a person.
    let free = Set(owned.filter { $0.protection == nil }.map { Key($0.id) })
    let going = live.keys.filter {
      $0.kind == key.kind && free.contains($0) && live[$0]?.mark != nil
        && isSurelyUnwanted($0, of: club, at: commit, on: server)
        && !waitsForSomebody($0, of: club, at: commit, on: server)
    }
    let all = Set(owned.map { Key($0.id) }.filter { $0.kind == key.kind }).union(going)
    if isLarge(going.count, of: all.count) {
      trace.broke(
        .largeRemovalsStop,
        "\(key) is one of \(going.count) of \(all.count) that go: \(going.map(\.name).sorted())")
    }
  }

  /// What left a file whose club does not prune by itself, or protects it, goes with nothing else.
  private func waitsForSomebody(
    _ key: Key, of club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) -> Bool {
    let model = commit.model.clubs.first { $0.id == club }
    let isProtected = model?.protects == true && ["account", "vhost"].contains(key.kind.name)
    guard isProtected || model?.prune ?? "enabled" != "enabled",
      let wanted = desired(club, at: commit, on: server)
    else { return false }
    return wanted[key] == nil
  }

  private func judgeClubs(
    _ look: Look, _ club: String, _ commit: SimulatedRepository.Commit
  ) {
    let gone = look.owners.filter { owner in
      !commit.model.has(owner) || isSurelyOver(owner, at: commit, time: look.time)
    }
    if isLarge(gone.count, of: look.owners.count) {
      trace.broke(
        .largeRemovalsStop, "club \(club) is one of \(gone.count) of \(look.owners.count)")
    }
  }

  private func isLarge(_ count: Int, of all: Int) -> Bool {
    count >= 10 || (count > 1 && count * 100 > 30 * all)
  }

  /// Whether people really want this thing not to be there.
  func isUnwanted(
    _ key: Key, of club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) -> Bool {
    if commit.model.isProviderBroken {
      return isUnwantedBefore(key, of: club, commit, on: server)
    }
    guard let file = commit.loaded.clubs.first(where: { $0.id == club }) else {
      // Whoever let the same club be made anew under another id has given this one up.
      return !commit.model.clubs.contains { other in
        other.formerIDs.last == club || other.formerIDs.contains(club) && !hasApplied(other.id)
      }
    }
    // Of two that want the same, one goes on. An older state ends no club.
    if file.errors.isEmpty || file.onlyConflicts,
      mayEnd(club, at: commit) || isUnwantedByFile(key, of: club, at: commit, on: server)
    {
      return true
    }
    if file.errors.isEmpty { return false }
    return isUnwantedBefore(key, of: club, commit, on: server)
  }

  private func isUnwantedByFile(
    _ key: Key, of club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) -> Bool {
    guard let resource = declared(key, club, at: commit, on: server) else { return true }
    switch resource.presence {
    case .present: return false
    case .absent, .over: return true
    case .expiring: return isGraceOver(resource.id)
    }
  }

  /// While a file is broken one of its last good states holds.
  private func isUnwantedBefore(
    _ key: Key, of club: String, _ commit: SimulatedRepository.Commit, on server: Server
  ) -> Bool {
    goodStates(of: club, before: commit)
      .contains { isUnwantedByFile(key, of: club, at: $0, on: server) }
  }

  /// Whichever of the states holds that the agent may go by.
  func isSurelyUnwanted(
    _ key: Key, of club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) -> Bool {
    guard let file = commit.loaded.clubs.first(where: { $0.id == club }),
      !commit.model.isProviderBroken
    else { return false }
    if isSurelyOver(club, at: commit) { return true }
    let isGood = file.errors.isEmpty || file.onlyConflicts
    let states = isGood ? [commit] : goodStates(of: club, before: commit)
    return !states.isEmpty
      && states.allSatisfy {
        // When a grace period ends depends on when the agent heard of it.
        if case .expiring? = declared(key, club, at: $0, on: server)?.presence { return false }
        return isUnwantedByFile(key, of: club, at: $0, on: server)
      }
  }

  /// The last three in which its file could be read.
  private func goodStates(
    of club: String, before commit: SimulatedRepository.Commit
  ) -> [SimulatedRepository.Commit] {
    let earlier = stride(from: commit.number - 1, through: 0, by: -1).lazy
      .map { self.repository.commit($0) }
    return Array(earlier.filter { $0.canBeRead(club) }.prefix(3))
  }
}

extension RepositoryModel {
  func isDeclared(_ club: String) -> Bool { clubs.contains { $0.id == club } }

  /// Whether the club is there, under this id or a newer one, in a file that can be read or not.
  func has(_ club: String) -> Bool {
    clubs.contains { $0.id == club || $0.formerIDs.contains(club) }
  }
}
