import Model
import Spec

extension ClubDraft {
  /// The lists that stand in the contacts of all who are on them: one of everybody, one for each
  /// group, or none.
  func contactLists() -> [Resource] {
    switch club.chat?.contactList?.value ?? .everyone {
    case .none: return []
    case .everyone:
      return [
        contactList(
          id: "everyone", name: club.name.value, of: presentMembers,
          at: club.chat?.contactList?.position ?? club.chat?.position ?? club.membersPosition,
          ignoring: "chat.contactList")
      ]
    case .groups:
      return club.groups.map { group in
        let ids = Set(group.members.map(\.value))
        return contactList(
          id: group.id.value, name: group.id.value,
          of: presentMembers.filter { ids.contains($0.id.value) },
          at: group.id.position, ignoring: "groups.\(group.id.value)")
      }
    }
  }

  private func contactList(
    id listID: String, name: String, of members: [Member], at position: SourcePosition,
    ignoring path: String
  ) -> Resource {
    let names = members.filter { $0.hasAccountHere || capabilities.has(.contactsElsewhere) }.map {
      (hosted.address(of: $0).description, $0.name?.value ?? $0.id.value)
    }
    let fields = ContactListFields(
      name: name, members: Dictionary(names) { first, _ in first })
    return Resource(
      id: id(ChatKind.contactList, "\(listID)@\(hosted.domain.unicode)"),
      fields: fields.fields,
      origin: club.location(position),
      ignored: ignored.fields([(path, ["members"])]),
      concealed: members.contains(where: \.isNamePrivate) ? ["members"] : [])
  }
}
