public import ChatContract
import Foundation
import Model
public import ServiceContract
public import Spec

/// ejabberd before 26.01 has no invitations: an account is made with a password that nobody knows,
/// and gets a first password when the club's letters are written. Later versions invite.
extension EjabberdService: ChatService {
  public var capabilities: ChatCapabilities { Self.capabilities }

  public func admissions(
    of club: HostedClub, again: [String]
  ) async throws(ServiceFailure) -> Admissions {
    let host = club.domain.unicode
    guard let marks = try await client.marks(of: host), marks.club == club.id else {
      throw ServiceFailure(
        code: "not-ours", message: "\(host) is not the club's on ejabberd: is it applied yet?",
        retry: .later)
    }
    let active = marks.accounts.filter { $0.value.state == "active" }
    for member in again where !active.values.contains(where: { $0.member == member }) {
      throw .neverAdmitted(member)
    }
    defer { memory.forget(host) }
    var work = AdmissionWork(
      client: client, host: host, marks: marks, present: Set(try await client.accounts(on: host)),
      invitations: try await client.invitations(on: host) ?? [])
    for (user, mark) in active.sorted(by: { $0.key < $1.key }) {
      try await work.admit(user, mark, again: again.contains(mark.member))
    }
    return work.admissions
  }
}

/// Finds or makes the way in of each member of a club.
private struct AdmissionWork {
  let client: EjabberdClient
  let host: String
  var marks: HostMarks
  /// Local parts of the accounts that are there.
  let present: Set<String>
  let invitations: [Invitation]
  var admissions = Admissions(open: [], used: 0)

  mutating func admit(
    _ user: String, _ mark: HostMarks.Account, again: Bool
  ) async throws(ServiceFailure) {
    guard mark.isInvited ?? false else {
      return try await admitByPassword(user, mark, again: again)
    }
    if present.contains(user) {
      if again || mark.generation != nil {
        return try await admitByPassword(user, mark, again: again)
      }
      admissions.used += 1
      return
    }
    let valid = invitations.first {
      $0.user == user && $0.isUnused && $0.isValid
    }
    switch (valid, again) {
    case (let valid?, false): add(valid, mark)
    case (nil, false): admissions.expired += 1
    case (nil, true):
      try await client.invite(user, on: host)
      let made = try await client.invitations(on: host) ?? []
      if let new = made.last(where: { $0.user == user && $0.isUnused }) { add(new, mark) }
    case (_?, true):
      // No single invitation can be taken back: once there is an account it is of no use.
      try await client.perform(
        .register,
        ["user": .text(user), "host": .text(host), "password": .text(Password.unknowable())])
      try await admitByPassword(user, mark, again: true)
    }
  }

  private mutating func add(_ invitation: Invitation, _ mark: HostMarks.Account) {
    admissions.open.append(
      Admission(
        member: mark.member,
        way: .invitation(
          link: invitation.page.isEmpty ? invitation.uri : invitation.page, uri: invitation.uri,
          expires: invitation.expiry)))
  }

  private mutating func admitByPassword(
    _ user: String, _ mark: HostMarks.Account, again: Bool
  ) async throws(ServiceFailure) {
    let key = marks.key ?? Password.unknowable()
    marks.key = key
    let generation = mark.generation ?? 0
    if generation > 0, !again {
      let given = Password.first(key: key, user: user, generation: generation)
      let isUnchanged = try await client.accepts(given, of: user, on: host)
      admissions.unchanged += isUnchanged ? 1 : 0
      admissions.used += isUnchanged ? 0 : 1
      return
    }
    // Noted first: killed in between, the member has none yet and asks for another one.
    marks.accounts[user]?.generation = generation + 1
    try await client.write(marks, on: host)
    let password = Password.first(key: key, user: user, generation: generation + 1)
    try await client.change(password, of: user, on: host)
    admissions.open.append(Admission(member: mark.member, way: .firstPassword(password)))
  }
}

extension EjabberdClient {
  fileprivate func accepts(
    _ password: String, of user: String, on host: String
  ) async throws(ServiceFailure) -> Bool {
    try await call(
      .checkPassword,
      ["user": .text(user), "host": .text(host), "password": .text(password)],
      answering: Int.self) == 0
  }
}
