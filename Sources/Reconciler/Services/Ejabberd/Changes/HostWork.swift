import ChatContract
import Model
import ServiceContract

/// Makes changes of one kind within a vhost.
struct HostWork: Sendable {
  let client: EjabberdClient
  let host: String
  /// As they are to be written when the changes are made.
  var marks: HostMarks

  /// Notes what is about to be made, unless it is there already, so that it carries our mark from
  /// its first moment on. A name is noted only once it is set.
  mutating func intend(_ changes: [Change]) async throws(ServiceFailure) {
    let made = changes.filter { $0.action == .create }
    guard let kind = made.first?.resource.kind else { return }
    if kind == ChatKind.account {
      let present = Set(try await client.accounts(on: host))
      for change in made where !present.contains(change.resource.localPart) {
        guard var mark = change.desired.flatMap({ AccountMark($0) })?.mark else { continue }
        // A new account has had no first password, whatever one of that name had.
        mark.name = ""
        marks.accounts[change.resource.localPart] = mark
      }
    } else if kind == ChatKind.room {
      let present = Set(try await client.rooms(on: conferencePrefix + host))
      marks.rooms.formUnion(made.map(\.resource.localPart).filter { !present.contains($0) })
    }
  }

  /// - Parameter before: the marks before anything was noted.
  mutating func apply(
    _ changes: [Change], before: HostMarks
  ) async -> [Result<Void, ServiceFailure>] {
    let results: [Result<Void, ServiceFailure>]
    var invited: Set<String> = []
    switch changes[0].resource.kind {
    case ChatKind.account:
      let work = AccountWork(client: client, host: host, marks: before)
      (results, invited) = await work.apply(changes)
    case ChatKind.contactList:
      let lists = ContactListWork(client: client, host: host)
      results = await together(changes) { change throws(ServiceFailure) in
        try await lists.apply(change)
      }
    case ChatKind.room:
      let rooms = RoomWork(client: client, host: host, marks: before)
      results = await together(changes) { change throws(ServiceFailure) in
        try await rooms.apply(change)
      }
    default: results = changes.map { .failure(unusable($0)) }
    }
    for (change, result) in zip(changes, results) {
      switch result {
      case .success: note(change, isInvited: invited.contains(change.resource.localPart))
      case .failure(let failure) where failure.code == "not-ours" && change.action == .create:
        forget(change, before)
      case .failure: break
      }
    }
    return results
  }

  /// Somebody else made it in the meantime.
  private mutating func forget(_ change: Change, _ before: HostMarks) {
    let name = change.resource.localPart
    if change.resource.kind == ChatKind.account {
      marks.accounts[name] = before.accounts[name]
    } else if change.resource.kind == ChatKind.room, !before.rooms.contains(name) {
      marks.rooms.remove(name)
    }
  }

  private mutating func note(_ change: Change, isInvited: Bool) {
    let name = change.resource.localPart
    switch change.resource.kind {
    case ChatKind.account:
      guard change.action != .delete, let fields = change.desired.flatMap({ AccountMark($0) })
      else {
        marks.accounts[name] = nil
        return
      }
      var mark = fields.mark
      // Who is taken over has a password already, and gets no first one.
      let taken = change.action == .adopt ? 1 : nil
      mark.generation = marks.accounts[name]?.generation ?? taken
      mark.isInvited = isInvited ? true : marks.accounts[name]?.isInvited
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
