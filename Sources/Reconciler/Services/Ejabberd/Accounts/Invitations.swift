import Foundation
import ServiceContract

/// An invitation of ejabberd 26.01 or later (`mod_invites`; XEP-0401, XEP-0445): whoever has its link
/// makes the account. Until then there is none.
struct Invitation: Decodable, Sendable {
  var token: String
  var type: String
  var expires: String
  /// Who used it; empty while nobody did.
  var invitee: String
  /// The local part that it is for; empty for any.
  var user: String
  var uri: String
  /// Empty where `mod_invites` has no `landing_page`.
  var page: String

  private enum CodingKeys: String, CodingKey {
    case token, type, expires, invitee
    case user = "account_name"
    case uri = "token_uri"
    case page = "landing_page"
  }

  var isUnused: Bool { type.hasPrefix("account") && invitee.isEmpty }
  var isValid: Bool { expiry ?? .max > Int64(Date().timeIntervalSince1970) }

  /// Seconds since 1970; nil when it is not understood.
  var expiry: Int64? {
    (try? Date(expires, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) }
  }
}

extension EjabberdClient {
  /// Of a vhost; nil where the server has none to offer.
  func invitations(on host: String) async throws(ServiceFailure) -> [Invitation]? {
    do throws(ServiceFailure) {
      return try await call(
        .invitations, ["host": .text(host)], answering: [Invitation].self)
    } catch {
      // An older server, or `mod_invites` is not loaded.
      guard error.code == "unknown-command" || error.code == "refused" && error.retry == .never
      else { throw error }
      return nil
    }
  }

  /// Makes an invitation for an account that is not there.
  func invite(_ user: String, on host: String) async throws(ServiceFailure) {
    try await perform(.invite, ["username": .text(user), "host": .text(host)])
  }

  func change(
    _ password: String, of user: String, on host: String
  ) async throws(ServiceFailure) {
    try await perform(
      .changePassword,
      ["user": .text(user), "host": .text(host), "newpass": .text(password)])
  }
}
