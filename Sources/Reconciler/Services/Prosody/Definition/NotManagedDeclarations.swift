import Model
import Spec

/// What a club declares for its chat and this version does not converge, in the file's order.
///
/// What is declared as "no" is as declared already, and not listed.
func unmanagedDeclarations(of club: Club) -> [NotManaged] {
  var found: [NotManaged] = []
  func add(_ path: String, _ position: SourcePosition) {
    found.append(NotManaged(path: path, location: club.location(position)))
  }
  switch club.lifecycle.value {
  case .seasonal, .offboarding: add("lifecycle", club.lifecycle.position)
  case .trial, .active, .suspended, .archived: break
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
  return found.sorted { ($0.location, $0.path) < ($1.location, $1.path) }
}
