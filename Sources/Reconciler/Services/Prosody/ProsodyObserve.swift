import ChatContract
public import Model
public import ServiceContract

extension ProsodyService {
  public func observe(_ scopes: [Scope]) async -> [String: Observation] {
    let hosts = Set(scopes.flatMap(\.hosts)).sorted()
    var readings: [String: HostReading] = [:]
    for start in stride(from: 0, to: hosts.count, by: ProsodyClient.batchSize) {
      let batch = Array(hosts[start..<min(start + ProsodyClient.batchSize, hosts.count)])
      readings.merge(await read(batch)) { _, new in new }
    }
    var observations: [String: Observation] = [:]
    for scope in scopes {
      observations[scope.club] = scope.observation(in: name, of: readings)
    }
    return observations
  }

  private func read(_ hosts: [String]) async -> [String: HostReading] {
    var readings: [String: HostReading] = [:]
    do {
      let answer = try await client.call(
        hosts.map { ReadHost(host: $0) }, answering: HostState.self)
      for (host, result) in zip(hosts, answer.results) {
        readings[host] = result.mapError { ServiceFailure($0) }
          .flatMap { $0.reading(of: host) }
      }
    } catch {
      guard hosts.count > 1, error.code == "bad-answer" || error.code == "refused" else {
        for host in hosts { readings[host] = .failure(error) }
        return readings
      }
      // One vhost that is too large or cannot be told must not hide the others.
      let middle = hosts.count / 2
      readings = await read(Array(hosts[..<middle]))
      readings.merge(await read(Array(hosts[middle...]))) { _, new in new }
    }
    return readings
  }
}

extension HostState {
  /// A failure when a part is missing: then nothing can be said.
  func reading(of host: String) -> HostReading {
    guard present else { return .success(nil) }
    guard let settings, let accounts, let rooms, let contactLists else {
      return .failure(
        ServiceFailure(
          code: "bad-answer", message: "Prosody's answer about \(host) lacks a part",
          retry: .later))
    }
    return .success(
      LiveHost(
        host: host, mark: club, settings: settings.fields, accounts: accounts.map(\.live),
        rooms: rooms.map(\.live), contactLists: contactLists.map(\.live)))
  }
}

extension HostState.Settings {
  fileprivate var fields: VhostFields {
    VhostFields(
      name: name, language: language,
      federation: federation.map { FederationText(mode: $0.mode, domains: $0.domains) },
      contacts: contacts ?? [:])
  }
}

extension HostState.Account {
  fileprivate var live: LiveHost.Account {
    LiveHost.Account(
      user: user,
      fields: AccountFields(
        member: ours ? member : nil, name: ours ? name : nil, role: ours ? role : nil,
        state: ours ? state : nil),
      isOurs: ours, problem: corrupt ? "its file cannot be read" : nil,
      lastLogin: lastLogin.map { .at($0) } ?? .never)
  }
}

extension HostState.ContactList {
  fileprivate var live: LiveHost.ContactList {
    LiveHost.ContactList(id: id, fields: ContactListFields(name: name, members: members))
  }
}

extension HostState.Room {
  fileprivate var live: LiveHost.Room {
    LiveHost.Room(
      room: room,
      fields: RoomFields(
        name: name ?? "", topic: topic ?? "", isMembersOnly: membersOnly,
        isPersistent: persistent, isPublic: self.public, affiliations: affiliations),
      isOurs: ours)
  }
}
