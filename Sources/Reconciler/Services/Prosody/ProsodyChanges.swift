import Model
import ServiceContract
import Spec

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
  case ProsodyKind.vhost: return .success(HostRemove(host: host))
  case ProsodyKind.account:
    return .success(AccountRemove(host: host, user: resource.localPart))
  case ProsodyKind.contactList:
    return .success(ContactListRemove(host: host, id: resource.localPart))
  case ProsodyKind.room: return .success(RoomRemove(host: host, room: resource.localPart))
  default: return .failure(unknownKind(resource))
  }
}

private func put(_ desired: Resource, _ change: Change) -> Result<any Operation, ServiceFailure> {
  let adopt = change.action == .adopt
  let reader = FieldReader(fields: desired.fields)
  let operation: (any Operation)? =
    switch desired.id.kind {
    case ProsodyKind.vhost: hostPut(desired.id, reader, action: change.action)
    case ProsodyKind.account: accountPut(desired.id, reader, action: change.action)
    case ProsodyKind.contactList: contactListPut(desired.id, reader)
    case ProsodyKind.room: roomPut(desired.id, reader, adopt: adopt)
    default: nil
    }
  guard let operation else { return .failure(unusable(change)) }
  return .success(operation)
}

private func hostPut(
  _ id: ResourceID, _ fields: FieldReader, action: Change.Action
) -> HostPut? {
  guard let name = fields.text("name"), let language = fields.text("language"),
    let federation = fields.text("federation").map(FederationText.init(parsing:))
  else { return nil }
  return HostPut(
    host: id.host, club: id.club,
    settings: HostPut.Settings(
      name: name, language: language, contacts: fields.contacts(),
      federation: HostPut.Federation(mode: federation.mode, domains: federation.domains)),
    create: action == .create, adopt: action == .adopt)
}

/// Who is made gets an invitation; who is taken over has a password already.
private func accountPut(
  _ id: ResourceID, _ fields: FieldReader, action: Change.Action
) -> AccountPut? {
  guard let member = fields.text("member"), let name = fields.text("name"),
    let role = fields.text("role"), let state = fields.text("state")
  else { return nil }
  return AccountPut(
    host: id.host, user: id.localPart, member: member, name: name, role: role, state: state,
    scram: action == .create ? ScramRecord.unknowable() : nil,
    invite: action == .create, adopt: action == .adopt)
}

private func contactListPut(_ id: ResourceID, _ fields: FieldReader) -> ContactListPut? {
  guard let name = fields.text("name"), let members = fields.map("members") else { return nil }
  return ContactListPut(host: id.host, id: id.localPart, name: name, members: members)
}

private func roomPut(_ id: ResourceID, _ fields: FieldReader, adopt: Bool) -> RoomPut? {
  guard let name = fields.text("name"), let topic = fields.text("topic"),
    let access = fields.text("access"), let isPublic = fields.flag("public"),
    let affiliations = fields.map("affiliations")
  else { return nil }
  let here = "@\(id.host)"
  return RoomPut(
    host: id.host, room: id.localPart, name: name, topic: topic,
    membersOnly: RoomAccess.isMembersOnly(access), public: isPublic, affiliations: affiliations,
    invite: affiliations.keys.filter { !$0.hasSuffix(here) }.sorted(), adopt: adopt)
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

/// Reads the fields of a desired resource back.
private struct FieldReader {
  let fields: Fields

  func text(_ path: String) -> String? {
    if case .text(let text)? = fields[path] { return text }
    return nil
  }

  func flag(_ path: String) -> Bool? {
    if case .flag(let flag)? = fields[path] { return flag }
    return nil
  }

  func map(_ path: String) -> [String: String]? {
    if case .map(let map)? = fields[path] { return map }
    return nil
  }

  /// URIs by purpose. A live value that is ignored may hold several.
  func contacts() -> [String: [String]] {
    var contacts: [String: [String]] = [:]
    for purpose in Contacts.Purpose.allCases {
      switch fields["contacts.\(purpose.rawValue)"] {
      case .text(let address): contacts[purpose.rawValue] = [address]
      case .set(let addresses): contacts[purpose.rawValue] = addresses.sorted()
      default: break
      }
    }
    return contacts
  }
}
