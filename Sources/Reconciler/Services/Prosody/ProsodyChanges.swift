import ChatContract
import Model
import ServiceContract

/// The operation that makes a change.
func operation(for change: Change) -> Result<any Operation, ServiceFailure> {
  switch change.action {
  case .delete: return removal(of: change.resource)
  case .create, .update, .adopt:
    guard let desired = change.desired else { return .failure(unusable(change)) }
    return put(desired, change)
  case .forget: return .failure(unusable(change))
  }
}

private func removal(of resource: ResourceID) -> Result<any Operation, ServiceFailure> {
  let host = resource.host
  switch resource.kind {
  case ChatKind.vhost: return .success(HostRemove(host: host))
  case ChatKind.account:
    return .success(AccountRemove(host: host, user: resource.localPart))
  case ChatKind.contactList:
    return .success(ContactListRemove(host: host, id: resource.localPart))
  case ChatKind.room: return .success(RoomRemove(host: host, room: resource.localPart))
  default: return .failure(unknownKind(resource))
  }
}

private func put(_ desired: Resource, _ change: Change) -> Result<any Operation, ServiceFailure> {
  let adopt = change.action == .adopt
  let fields = desired.fields
  let operation: (any Operation)? =
    switch desired.id.kind {
    case ChatKind.vhost: hostPut(desired.id, fields, action: change.action)
    case ChatKind.account:
      change.movesFrom.map { accountMove(desired.id, fields, from: $0) }
        ?? accountPut(desired.id, fields, action: change.action)
    case ChatKind.contactList: contactListPut(desired.id, fields)
    case ChatKind.room: roomPut(desired.id, fields, adopt: adopt)
    default: nil
    }
  guard let operation else { return .failure(unusable(change)) }
  return .success(operation)
}

private func hostPut(_ id: ResourceID, _ fields: Fields, action: Change.Action) -> HostPut? {
  guard let vhost = VhostFields(fields), let name = vhost.name, let language = vhost.language,
    let federation = vhost.federation
  else { return nil }
  return HostPut(
    host: id.host, club: id.club,
    settings: HostPut.Settings(
      name: name, language: language, contacts: vhost.contacts,
      federation: HostPut.Federation(mode: federation.mode, domains: federation.domains)),
    create: action == .create, adopt: action == .adopt)
}

/// Who is made gets an invitation; who is taken over has a password already.
private func accountPut(
  _ id: ResourceID, _ fields: Fields, action: Change.Action
) -> AccountPut? {
  guard let account = AccountFields(fields), let member = account.member, let name = account.name,
    let role = account.role, let state = account.state
  else { return nil }
  return AccountPut(
    host: id.host, user: id.localPart, member: member, name: name, role: role, state: state,
    scram: action == .create ? ScramRecord.unknowable() : nil,
    invite: action == .create, adopt: action == .adopt)
}

/// Of the same vhost: an account goes to no other one.
private func accountMove(_ id: ResourceID, _ fields: Fields, from old: ResourceID) -> AccountMove? {
  guard let account = AccountFields(fields), let member = account.member, let name = account.name,
    let role = account.role, let state = account.state, old.host == id.host
  else { return nil }
  return AccountMove(
    host: id.host, from: old.localPart, user: id.localPart, member: member, name: name, role: role,
    state: state)
}

private func contactListPut(_ id: ResourceID, _ fields: Fields) -> ContactListPut? {
  guard let list = ContactListFields(fields) else { return nil }
  return ContactListPut(
    host: id.host, id: id.localPart, name: list.name, members: list.members)
}

private func roomPut(_ id: ResourceID, _ fields: Fields, adopt: Bool) -> RoomPut? {
  guard let room = RoomFields(fields) else { return nil }
  let here = "@\(id.host)"
  return RoomPut(
    host: id.host, room: id.localPart, name: room.name, topic: room.topic,
    membersOnly: room.isMembersOnly, public: room.isPublic, affiliations: room.affiliations,
    invite: room.affiliations.keys.filter { !$0.hasSuffix(here) }.sorted(), adopt: adopt)
}

private func unknownKind(_ resource: ResourceID) -> ServiceFailure {
  ServiceFailure(
    code: "unknown-kind", message: "Prosody has no \(resource.kind.name)", retry: .never)
}

private func unusable(_ change: Change) -> ServiceFailure {
  ServiceFailure(
    code: "unusable-change", message: "\(change.id) does not say all that Prosody must know",
    retry: .never)
}
