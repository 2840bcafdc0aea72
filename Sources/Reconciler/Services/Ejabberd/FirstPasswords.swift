public import ChatContract
import Crypto
import Foundation
import Model
public import ServiceContract
public import Spec

/// ejabberd 23.01 has no invitations: an account is made with a password that nobody knows, and
/// gets a first password when the club's letters are written.
///
/// The first password is derived from a key that stands with the vhost's marks, so that it can be
/// told later whether a member still uses it, without keeping it anywhere.
extension EjabberdService: ChatService {
  public var capabilities: ChatCapabilities { Self.capabilities }

  public func admissions(
    of club: HostedClub, again: [String]
  ) async throws(ServiceFailure) -> Admissions {
    let host = club.domain.unicode
    guard var marks = try await client.marks(of: host), marks.club == club.id else {
      throw ServiceFailure(
        code: "not-ours", message: "\(host) is not the club's on ejabberd: is it applied yet?",
        retry: .later)
    }
    let active = marks.accounts.filter { $0.value.state == "active" }
    for member in again where !active.values.contains(where: { $0.member == member }) {
      throw .neverAdmitted(member)
    }
    let key = marks.key ?? Password.unknowable()
    marks.key = key
    var admissions = Admissions(open: [], used: 0)
    for (user, mark) in active.sorted(by: { $0.key < $1.key }) {
      let generation = mark.generation ?? 0
      if generation > 0, !again.contains(mark.member) {
        let given = firstPassword(key: key, user: user, generation: generation)
        let isUnchanged = try await client.accepts(given, of: user, on: host)
        admissions.unchanged += isUnchanged ? 1 : 0
        admissions.used += isUnchanged ? 0 : 1
        continue
      }
      // Noted first: killed in between, the member has none yet and asks for another one.
      marks.accounts[user]?.generation = generation + 1
      try await client.write(marks, on: host)
      memory.forget(host)
      let password = firstPassword(key: key, user: user, generation: generation + 1)
      try await client.perform(
        .changePassword,
        ["user": .text(user), "host": .text(host), "newpass": .text(password)])
      admissions.open.append(Admission(member: mark.member, way: .firstPassword(password)))
    }
    return admissions
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

/// Twenty letters that do not look alike, in groups of four: nearly 100 bits.
private func firstPassword(key: String, user: String, generation: Int) -> String {
  let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
  let code = HMAC<SHA256>.authenticationCode(
    for: Data("\(generation)/\(user)".utf8), using: SymmetricKey(data: Data(key.utf8)))
  let chosen = code.prefix(20).map { letters[Int($0) % letters.count] }
  return stride(from: 0, to: chosen.count, by: 4).map {
    String(decoding: chosen[$0..<$0 + 4], as: UTF8.self)
  }.joined(separator: "-")
}
