import Model
import Spec

/// What a club declares for its chat and this version does not converge on any server.
///
/// What is declared as "no" is as declared already, and not listed.
func unmanagedDeclarations(of club: Club) -> [NotManaged] {
  var found: [NotManaged] = []
  func add(_ path: String, _ position: SourcePosition) {
    found.append(NotManaged(path: path, location: club.location(position)))
  }
  if let chat = club.chat {
    if let retention = chat.retention { add("chat.retention", retention.position) }
    if let uploads = chat.uploads { add("chat.uploads", uploads.position) }
    if let webchat = chat.webchat, webchat.value { add("chat.webchat", webchat.position) }
    for room in chat.rooms {
      guard let autojoin = room.autojoin, autojoin.value else { continue }
      add("chat.rooms.\(room.id.value).autojoin", autojoin.position)
    }
  }
  return found
}

/// What a club declares for its chat and this server cannot do, or does in part.
func missingCapabilities(of club: Club, _ capabilities: ChatCapabilities) -> [NotManaged] {
  var found: [NotManaged] = []
  func add(_ feature: ChatCapabilities.Feature, _ path: String, _ position: SourcePosition) {
    guard let reason = capabilities.missing[feature] else { return }
    found.append(NotManaged(path: path, location: club.location(position), reason: reason))
  }
  for member in club.members {
    if let old = member.movedFrom, member.hasAccountHere {
      add(.accountMoves, "members.\(member.id.value).movedFrom", old.position)
    }
    guard member.state.value == .active else { continue }
    if member.role.value == .limited {
      add(.limitedMembers, "members.\(member.id.value).role", member.role.position)
    }
    if let jid = member.jid, club.chat?.contactList?.value != Chat.ContactList.none {
      add(.contactsElsewhere, "members.\(member.id.value).jid", jid.position)
    }
  }
  if let federation = club.chat?.federation, isRestricted(federation.value) {
    add(.federationWithinServer, "chat.federation", federation.position)
  }
  return found
}

private func isRestricted(_ federation: Chat.Federation) -> Bool {
  switch federation {
  case .open, .provider: false
  case .local, .allow, .deny: true
  }
}
