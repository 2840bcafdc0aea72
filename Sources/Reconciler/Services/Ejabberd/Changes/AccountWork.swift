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
  func apply(_ changes: [Change]) async -> [Result<Void, ServiceFailure>] {
    var results = await together(changes) { change throws(ServiceFailure) in
      if change.action != .delete { try await put(change) }
    }
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

  private func put(_ change: Change) async throws(ServiceFailure) {
    guard let wanted = change.desired.flatMap({ AccountMark($0) })?.mark else {
      throw unusable(change)
    }
    let user = change.resource.localPart
    let known = marks.accounts[user]
    switch change.action {
    case .create: try await register(user, isKnown: known != nil)
    case .update where known == nil: throw notOurs(user)
    default: break
    }
    if known?.name != wanted.name { try await name(user, wanted) }
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

  /// Makes the account with a password that nobody knows.
  private func register(_ user: String, isKnown: Bool) async throws(ServiceFailure) {
    let reply = try await client.call(
      .register,
      ["user": .text(user), "host": .text(host), "password": .text(Password.unknowable())])
    switch reply.status {
    case 200: return
    case 409:
      guard isKnown else { throw notOurs(user) }
    default: throw failure(.register, reply)
    }
  }

  private func notOurs(_ user: String) -> ServiceFailure {
    ServiceFailure(
      code: "not-ours", message: "\(user)@\(host) exists, and allotment did not make it",
      retry: .never)
  }

  /// The vcard's name, which contact lists show. What else is in it stays.
  private func name(_ user: String, _ wanted: HostMarks.Account) async throws(ServiceFailure) {
    let shown = wanted.name.isEmpty ? wanted.member : wanted.name
    for field in ["FN", "NICKNAME"] {
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
    if wasShut {
      try await client.perform(
        .changePassword,
        [
          "user": .text(user), "host": .text(host), "newpass": .text(Password.unknowable()),
        ])
    }
    try await client.perform(.kickUser, ["user": .text(user), "host": .text(host)])
  }

  private func membership(_ user: String) -> Arguments {
    [
      "user": .text(user), "host": .text(host), "group": .text(Group.suspended),
      "grouphost": .text(host),
    ]
  }
}

enum Password {
  /// 256 random bits: for an account that nobody is to log in to yet.
  static func unknowable() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let hex = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - hex.count) + hex
    }.joined()
  }
}
