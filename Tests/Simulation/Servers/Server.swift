import CaddyService
import ChatContract
import Model
import ProsodyService
import ServiceContract
import Spec
import Synchronization
import TestSupport

/// A live system with the behaviour that was measured on the real ones (docs/prosody-module.md):
/// idempotent operations, a vhost that is purged with all that is in it, accounts that are invited
/// once, things of others that are refused, and every way in which an answer can go wrong.
final class Server: Sendable {
  enum Sort { case chat, web }

  struct State {
    var live = ServerState()
    /// What it was a while ago, for answers that come too late.
    var past = ServerState()
    var faults = Faults()
    /// How often people changed something here behind the agent's back.
    var meddlings = 0
    /// How often it was started: who waits for an answer while it is started anew gets none.
    private(set) var starts = 1

    mutating func restart() {
      starts += 1
      faults.isDown = false
    }
  }

  let sort: Sort
  let state = Mutex(State())

  init(_ sort: Sort) { self.sort = sort }

  var name: String { sort == .chat ? "chat" : "web" }

  func desired(for club: DeclaredClub) -> [Resource] {
    switch sort {
    case .chat: ChatDefinition(service: name).resources(for: club)
    case .web: CaddyDefinition(service: name).resources(for: club)
    }
  }

  func protection(of kind: Kind) -> Protected? {
    sort == .chat ? ChatKind.protection(of: kind) : .site
  }

  // MARK: - Reading

  func digests(of scopes: [Scope], stale: Bool) -> [String: String] {
    state.withLock { state in
      let seen = stale ? state.past : state.live
      return Dictionary(
        uniqueKeysWithValues: scopes.map { ($0.club, seen.digest(of: hosts($0, in: seen))) })
    }
  }

  func observation(of scope: Scope, stale: Bool) -> [ObservedResource] {
    state.withLock { state in
      let seen = stale ? state.past : state.live
      let wanted = hosts(scope, in: seen)
      return seen.things.filter { wanted.contains($0.key.host) }.map { key, thing in
        ObservedResource(
          id: key.id(club: scope.club, service: name), fields: thing.fields,
          mark: mark(of: key, thing, in: seen), problem: thing.problem)
      }.sorted { $0.id < $1.id }
    }
  }

  /// On a chat server the vhost says whose all is that is allotment's in it.
  func mark(of key: Key, _ thing: Thing, in seen: ServerState) -> String? {
    guard sort == .chat, thing.mark != nil else { return thing.mark }
    return seen[Key(ChatKind.vhost, key.host)]?.mark
  }

  func hosts(_ scope: Scope) -> Set<String> { Set(scope.resources.map { Key($0).host }) }

  /// The web server knows a club's hosts by their marks as well.
  private func hosts(_ scope: Scope, in seen: ServerState) -> Set<String> {
    let named = hosts(scope)
    if sort == .chat { return named }
    return named.union(seen.things.filter { $0.value.mark == scope.club }.map(\.key.host))
  }

  /// Hosts that none of the clubs asks for.
  func unmanaged(besides scopes: [Scope], stale: Bool) -> [Unmanaged] {
    state.withLock { state in
      let seen = stale ? state.past : state.live
      let asked = scopes.reduce(into: Set<String>()) { $0.formUnion(hosts($1, in: seen)) }
      return seen.things.filter { key, _ in key.kind.namesHost && !asked.contains(key.host) }
        .sorted { $0.key < $1.key }
        .map { key, thing in
          Unmanaged(service: name, kind: key.kind.name, name: key.name, mark: thing.mark)
        }
    }
  }

  // MARK: - Changing

  func make(_ change: Change, of club: String) -> Outcome {
    state.withLock { state in
      if state.faults.refused.contains(Key(change.resource).host) {
        return failed("refused", .never)
      }
      if change.action == .delete { return remove(change.resource, from: &state.live) }
      guard let desired = change.desired else { return failed("unusable-change", .never) }
      return put(
        desired, change.action, from: change.movesFrom, of: club, into: &state.live)
    }
  }

  private func put(
    _ desired: Resource, _ action: Change.Action, from old: ResourceID?, of club: String,
    into live: inout ServerState
  ) -> Outcome {
    let key = Key(desired.id)
    if let old { if let failure = move(Key(old), to: key, in: &live) { return failure } }
    let before = live[key]
    if before?.problem != nil { return failed("corrupt", .never) }
    if sort == .chat, !key.kind.namesHost {
      guard let host = live[Key(ChatKind.vhost, key.host)] else {
        return failed("no-such-host", .later)
      }
      guard host.mark != nil else { return failed("not-ours", .later) }
    }
    if let before, action != .adopt, isSomebodyElses(key, before, club, action) {
      return failed("not-ours", .later)
    }
    if key.kind == ChatKind.account, action == .create, !live.isInvited(key.name) {
      _ = live.invite(key.name)
    }
    live[key] = Thing(
      fields: desired.fields, mark: club, maker: before?.maker == .people ? .people : .agent)
    return .applied
  }

  /// An account gets another name, in rooms and lists as well; asked for again it is there already.
  private func move(_ old: Key, to new: Key, in live: inout ServerState) -> Outcome? {
    guard let thing = live[old] else { return live[new] == nil ? failed("no-such", .later) : nil }
    if live[new] != nil || thing.problem != nil { return failed("cannot-move", .never) }
    if thing.mark == nil { return failed("not-ours", .later) }
    live[new] = thing
    live[old] = nil
    _ = live.invite(new.name)
    live.forgetInvitation(old.name)
    for key in live.keys(on: old.host) {
      for (path, value) in live[key]?.fields ?? [:] {
        guard case .map(var map) = value, let entry = map.removeValue(forKey: old.name) else {
          continue
        }
        map[new.name] = map[new.name] ?? entry
        live[key]?.fields[path] = .map(map)
      }
    }
    return nil
  }

  /// No new site and no new vhost comes into another club's place.
  private func isSomebodyElses(
    _ key: Key, _ thing: Thing, _ club: String, _ action: Change.Action
  ) -> Bool {
    guard let mark = thing.mark else { return true }
    return key.kind.namesHost && action == .create && mark != club
  }

  private func remove(_ id: ResourceID, from live: inout ServerState) -> Outcome {
    let key = Key(id)
    guard let thing = live[key] else { return .applied }
    if thing.problem != nil { return failed("corrupt", .never) }
    if thing.mark == nil { return failed("not-ours", .later) }
    if key.kind == ChatKind.vhost {
      live.purge(key.name)
    } else {
      live[key] = nil
      if key.kind == ChatKind.account { leaveEverything(key, in: &live) }
    }
    return .applied
  }

  /// Out of all rooms and contact lists.
  private func leaveEverything(_ account: Key, in live: inout ServerState) {
    live.forgetInvitation(account.name)
    for key in live.keys(on: account.host) {
      for (path, value) in live[key]?.fields ?? [:] {
        guard case .map(var map) = value, map.removeValue(forKey: account.name) != nil else {
          continue
        }
        live[key]?.fields[path] = .map(map)
      }
    }
  }

  private func failed(_ code: String, _ retry: ServiceFailure.Retry) -> Outcome {
    .failed(ServiceFailure(code: code, message: code, retry: retry))
  }
}
