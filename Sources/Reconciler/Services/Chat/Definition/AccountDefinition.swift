import Model
import Spec

extension ClubDraft {
  /// One account for each member who has none elsewhere.
  func accounts() -> [Resource] {
    club.members.filter(\.hasAccountHere).map(account)
  }

  private func account(_ member: Member) -> Resource {
    let path = "members.\(member.id.value)"
    let state = liveState(of: member)
    let fields = AccountFields(
      member: member.id.value, name: member.name?.value ?? "", role: member.role.value.rawValue,
      state: state.value.rawValue)
    var resource = Resource(
      id: id(ChatKind.account, hosted.address(of: member).description), fields: fields.fields,
      origin: club.location(state.position),
      presence: presence(of: member),
      ignored: ignored.fields([
        ("\(path).name", ["name"]), ("\(path).role", ["role"]), ("\(path).state", ["state"]),
      ]),
      concealed: member.isNamePrivate ? ["name"] : [], protection: protection(.members),
      move: move(of: member))
    resource.isSuspendedAlone = member.state.value == .suspended
    return resource
  }

  private func move(of member: Member) -> Resource.Move? {
    guard let id = member.movedFrom?.value else { return nil }
    let old = BareJID(local: id, domain: hosted.domain).description
    if let why = capabilities.missing[.accountMoves] { return .cannot(from: old, why: why) }
    return .from(old)
  }

  /// In a closed club nobody who is active logs in; the place then is the club's lifecycle.
  private func liveState(of member: Member) -> Located<Member.State> {
    if member.state.value == .active, hosted.isClosed {
      return Located(.suspended, at: club.lifecycle.position)
    }
    return Located(member.state.value, at: member.position)
  }

  private func presence(of member: Member) -> Resource.Presence {
    switch member.state.value {
    case .active, .suspended: .present
    case .left: .expiring(after: hosted.provider.policy.keepLeft)
    case .erased: .absent(why: "erased by declaration")
    }
  }
}
