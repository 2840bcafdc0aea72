import ChatContract
import Model
import ServiceContract

/// Makes, changes and removes accounts.
struct AccountWork: Sendable {
  let client: EjabberdClient
  let host: String
  let marks: HostMarks

  /// Makes or renames accounts side by side, then opens and shuts them, and removes accounts, one
  /// after the other: ejabberd caches who is in a group, and what is read while that changes may
  /// stay in its cache.
  ///
  /// - Returns: a result for each change, and who was invited to make the account.
  func apply(
    _ changes: [Change]
  ) async -> (results: [Result<Void, ServiceFailure>], invited: Set<String>) {
    let invitations: Invitations
    do throws(ServiceFailure) {
      invitations = try await Invitations(for: changes, on: host, client)
    } catch {
      return (changes.map { _ in .failure(error) }, [])
    }
    let made = await together(changes) { change throws(ServiceFailure) -> Bool in
      guard change.action != .delete else { return false }
      return try await put(change, invitations)
    }
    let invited = zip(changes, made).filter { (try? $1.get()) ?? false }.map {
      $0.0.resource.localPart
    }
    return (await setStates(changes, made.map { $0.map { _ in } }), Set(invited))
  }

  private func setStates(
    _ changes: [Change], _ made: [Result<Void, ServiceFailure>]
  ) async -> [Result<Void, ServiceFailure>] {
    var results = made
    var group: Set<String>?
    for (index, change) in changes.enumerated() {
      guard case .success = results[index] else { continue }
      do throws(ServiceFailure) {
        let user = change.resource.localPart
        if change.action == .delete {
          try await client.unregister(user, on: host)
          continue
        }
        let shut: Set<String>
        if let known = group {
          shut = known
        } else {
          shut = try await client.members(of: Group.suspended, on: host)
          group = shut
        }
        try await setState(user, change, wasShut: shut.contains("\(user)@\(host)"))
      } catch {
        results[index] = .failure(error)
      }
    }
    return results
  }

  /// - Returns: whether the account waits for its member to make it.
  private func put(
    _ change: Change, _ invitations: Invitations
  ) async throws(ServiceFailure) -> Bool {
    guard let wanted = change.desired.flatMap({ AccountMark($0) })?.mark else {
      throw unusable(change)
    }
    let user = change.resource.localPart
    let known = marks.accounts[user]
    var isInvited = false
    var isNew = false
    switch change.action {
    case .create where invitations.areOffered && wanted.state == "active":
      isInvited = try await invite(user, invitations, isKnown: known != nil)
    case .create: isNew = try await register(user, isKnown: known != nil)
    case .update where known == nil: throw notOurs(user)
    default: break
    }
    if isNew || isInvited || known?.name != wanted.name {
      try await name(user, wanted, isNew: isNew || isInvited)
    }
    return isInvited
  }

  private func setState(
    _ user: String, _ change: Change, wasShut: Bool
  ) async throws(ServiceFailure) {
    guard let state = change.desired.flatMap({ AccountMark($0) })?.mark.state else {
      throw unusable(change)
    }
    if state != "active" {
      try await shut(user, wasShut: wasShut)
    } else if wasShut {
      try await client.perform(.removeFromGroup, membership(user))
    }
  }

  /// False when the account is there already.
  private func invite(
    _ user: String, _ invitations: Invitations, isKnown: Bool
  ) async throws(ServiceFailure) -> Bool {
    if invitations.present.contains(user) {
      guard isKnown else { throw notOurs(user) }
      return false
    }
    if !invitations.waiting.contains(user) { try await client.invite(user, on: host) }
    return true
  }

  /// Makes the account with a password that nobody knows. False when it is there already.
  private func register(_ user: String, isKnown: Bool) async throws(ServiceFailure) -> Bool {
    let reply = try await client.call(
      .register,
      ["user": .text(user), "host": .text(host), "password": .text(Password.unknowable())])
    switch reply.status {
    case 200: return true
    case 409:
      guard isKnown else { throw notOurs(user) }
      return false
    default: throw failure(.register, reply)
    }
  }

  private func notOurs(_ user: String) -> ServiceFailure {
    ServiceFailure(
      code: "not-ours", message: "\(user)@\(host) exists, and allotment did not make it",
      retry: .never)
  }

  /// The vcard's name, which contact lists show. What else is in it stays. A new account has no
  /// nickname, which lists would show in its place.
  private func name(
    _ user: String, _ wanted: HostMarks.Account, isNew: Bool
  ) async throws(ServiceFailure) {
    let shown = wanted.name.isEmpty ? wanted.member : wanted.name
    for field in isNew ? ["FN"] : ["FN", "NICKNAME"] {
      try await client.perform(
        .setVCard,
        [
          "user": .text(user), "host": .text(host), "name": .text(field), "content": .text(shown),
        ])
    }
  }

  /// Shuts an account: `access_rules` refuse the login of who is in the group, and the password
  /// stays. Who is online although already in the group is not refused by these rules: then the
  /// password is replaced too.
  private func shut(_ user: String, wasShut: Bool) async throws(ServiceFailure) {
    let address = "\(user)@\(host)"
    if !wasShut { try await client.perform(.addToGroup, membership(user)) }
    guard try await client.online(on: host).contains(address) else { return }
    if wasShut { try await client.change(Password.unknowable(), of: user, on: host) }
    try await client.perform(.kickUser, ["user": .text(user), "host": .text(host)])
  }

  private func membership(_ user: String) -> Arguments {
    [
      "user": .text(user), "host": .text(host), "group": .text(Group.suspended),
      "grouphost": .text(host),
    ]
  }
}

/// What is known of a vhost's invitations before accounts are made.
private struct Invitations {
  /// False where accounts are made with a password, and when none is to be made.
  var areOffered = false
  /// Local parts of the accounts that are there.
  var present: Set<String> = []
  /// Local parts of the accounts that an invitation waits for.
  var waiting: Set<String> = []

  init(
    for changes: [Change], on host: String, _ client: EjabberdClient
  ) async throws(ServiceFailure) {
    guard changes.contains(where: { $0.action == .create }),
      let all = try await client.invitations(on: host)
    else { return }
    areOffered = true
    present = Set(try await client.accounts(on: host))
    waiting = Set(all.filter { $0.isUnused && $0.isValid }.map(\.user))
  }
}
