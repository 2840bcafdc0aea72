import ChatContract
import Model
import ServiceContract

/// Makes changes of one kind within a vhost.
struct HostWork: Sendable {
  let client: EjabberdClient
  let host: String
  /// As they are to be written when the changes are made.
  var marks: HostMarks

  mutating func apply(_ changes: [Change]) async -> [Result<Void, ServiceFailure>] {
    let results: [Result<Void, ServiceFailure>]
    switch changes[0].resource.kind {
    case ChatKind.account:
      results = await AccountWork(client: client, host: host, marks: marks).apply(changes)
    case ChatKind.contactList:
      let lists = ContactListWork(client: client, host: host)
      results = await together(changes) { change throws(ServiceFailure) in
        try await lists.apply(change)
      }
    case ChatKind.room:
      let rooms = RoomWork(client: client, host: host, marks: marks)
      results = await together(changes) { change throws(ServiceFailure) in
        try await rooms.apply(change)
      }
    default: results = changes.map { .failure(unusable($0)) }
    }
    for (change, result) in zip(changes, results) {
      if case .success = result { note(change) }
    }
    return results
  }

  private mutating func note(_ change: Change) {
    let name = change.resource.localPart
    switch change.resource.kind {
    case ChatKind.account:
      guard change.action != .delete, let fields = change.desired.flatMap({ AccountMark($0) })
      else {
        marks.accounts[name] = nil
        return
      }
      var mark = fields.mark
      mark.generation = change.action == .create ? nil : marks.accounts[name]?.generation
      marks.accounts[name] = mark
    case ChatKind.room:
      if change.action == .delete {
        marks.rooms.remove(name)
      } else {
        marks.rooms.insert(name)
      }
    default: break
    }
  }
}

/// The mark that an account as it is wanted gets.
struct AccountMark {
  var mark: HostMarks.Account

  /// Nil when a part is missing.
  init?(_ resource: Resource) {
    guard let fields = AccountFields(resource.fields), let member = fields.member,
      let name = fields.name, let role = fields.role, let state = fields.state
    else { return nil }
    mark = HostMarks.Account(member: member, name: name, role: role, state: state)
  }
}
