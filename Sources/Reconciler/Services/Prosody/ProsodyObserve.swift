public import Model
public import ServiceContract
import Spec

extension ProsodyService {
  public func observe(_ scopes: [Scope]) async -> [String: Observation] {
    let hosts = Set(scopes.flatMap(\.hosts)).sorted()
    var states: [String: Result<HostState, ServiceFailure>] = [:]
    for start in stride(from: 0, to: hosts.count, by: ProsodyClient.batchSize) {
      let batch = Array(hosts[start..<min(start + ProsodyClient.batchSize, hosts.count)])
      states.merge(await read(batch)) { _, new in new }
    }
    var observations: [String: Observation] = [:]
    for scope in scopes { observations[scope.club] = observation(of: scope, in: states) }
    return observations
  }

  private func read(_ hosts: [String]) async -> [String: Result<HostState, ServiceFailure>] {
    var states: [String: Result<HostState, ServiceFailure>] = [:]
    do {
      let answer = try await client.call(
        hosts.map { ReadHost(host: $0) }, answering: HostState.self)
      for (host, result) in zip(hosts, answer.results) {
        states[host] = result.mapError { ServiceFailure($0) }
      }
    } catch {
      guard hosts.count > 1, error.code == "bad-answer" || error.code == "refused" else {
        for host in hosts { states[host] = .failure(error) }
        return states
      }
      // One vhost that is too large or cannot be told must not hide the others.
      let middle = hosts.count / 2
      states = await read(Array(hosts[..<middle]))
      states.merge(await read(Array(hosts[middle...]))) { _, new in new }
    }
    return states
  }

  private func observation(
    of scope: Scope, in states: [String: Result<HostState, ServiceFailure>]
  ) -> Observation {
    var resources: [ObservedResource] = []
    for host in scope.hosts.sorted() {
      switch states[host] {
      case .success(let state):
        guard state.present else { continue }
        guard let seen = ObservedHost(host: host, club: scope.club, service: name, state: state)
        else {
          return .unavailable(reason: "Prosody's answer about \(host) lacks a part")
        }
        resources += seen.resources
      case .failure(let failure): return .unavailable(reason: failure.message)
      case nil: return .unavailable(reason: "\(host) was not read")
      }
    }
    return .complete(resources)
  }
}

/// One vhost as it was read, on its way to resources of the club that looks at it.
struct ObservedHost {
  let host: String
  let club: String
  let service: String
  /// The club whose vhost it is; nil when allotment did not make it.
  let mark: String?
  private let settings: HostState.Settings
  private let accounts: [HostState.Account]
  private let rooms: [HostState.Room]
  private let contactLists: [HostState.ContactList]

  /// Nil when a part is missing: then nothing can be said.
  init?(host: String, club: String, service: String, state: HostState) {
    guard let settings = state.settings, let accounts = state.accounts, let rooms = state.rooms,
      let contactLists = state.contactLists
    else { return nil }
    self.host = host
    self.club = club
    self.service = service
    mark = state.club
    self.settings = settings
    self.accounts = accounts
    self.rooms = rooms
    self.contactLists = contactLists
  }

  var resources: [ObservedResource] {
    [vhost] + accounts.map(resource) + contactLists.map(resource) + rooms.map(resource)
  }

  private var vhost: ObservedResource {
    var fields: Fields = [:]
    fields["name"] = settings.name.map { .text($0) }
    fields["language"] = settings.language.map { .text($0) }
    fields["federation"] = settings.federation.map {
      .text(FederationText(mode: $0.mode, domains: $0.domains).description)
    }
    for (purpose, addresses) in settings.contacts ?? [:] {
      fields["contacts.\(purpose)"] =
        addresses.count == 1 ? .text(addresses[0]) : .set(Set(addresses))
    }
    return ObservedResource(id: id(ProsodyKind.vhost, host), fields: fields, mark: mark)
  }

  private func resource(_ account: HostState.Account) -> ObservedResource {
    var fields: Fields = [:]
    if account.ours {
      fields["member"] = account.member.map { .text($0) }
      fields["name"] = account.name.map { .text($0) }
      fields["role"] = account.role.map { .text($0) }
      fields["state"] = account.state.map { .text($0) }
    }
    return ObservedResource(
      id: id(ProsodyKind.account, "\(account.user)@\(host)"), fields: fields,
      mark: account.ours ? mark : nil,
      problem: account.corrupt ? "its file cannot be read" : nil)
  }

  private func resource(_ list: HostState.ContactList) -> ObservedResource {
    ObservedResource(
      id: id(ProsodyKind.contactList, "\(list.id)@\(host)"),
      fields: ["name": .text(list.name), "members": .map(list.members)], mark: mark)
  }

  private func resource(_ room: HostState.Room) -> ObservedResource {
    ObservedResource(
      id: id(ProsodyKind.room, "\(room.room)@\(conferencePrefix)\(host)"),
      fields: [
        "name": .text(room.name ?? ""),
        "topic": .text(room.topic ?? ""),
        "access": .text(
          RoomAccess.text(membersOnly: room.membersOnly, persistent: room.persistent)),
        "public": .flag(room.public),
        "affiliations": .map(room.affiliations),
      ],
      mark: room.ours ? mark : nil)
  }

  private func id(_ kind: Kind, _ name: String) -> ResourceID {
    ResourceID(club: club, service: service, kind: kind, name: name)
  }
}
