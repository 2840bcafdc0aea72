import Foundation
import TestSupport
import Testing

/// What the module says of an invitation.
struct InvitationRecord: Sendable, Equatable {
  var user: String
  var generation: Int
  var state: String
  var link: String?

  /// The last part of the link.
  var token: String? { link?.split(separator: "/").last.map(String.init) }
}

extension Playground {
  /// Asks the module itself, over its UNIX socket.
  ///
  /// - Parameter socket: of another server than the provider's first.
  func module(
    _ operation: String, _ more: [String: String] = [:], socket: String? = nil
  ) async throws -> JSONValue {
    let body: [String: Any] = [
      "protocol": 1, "operations": [more.merging(["op": operation]) { first, _ in first }],
    ]
    let text = String(
      decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
    let done = try await run(
      Command(
        "curl",
        [
          "--silent", "--show-error", "--max-time", "20", "--unix-socket", socket ?? prosody.socket,
          "--header", "Content-Type: application/json", "--data-binary", "@-",
          "http://localhost/v1",
        ], input: text))
    let answer: JSONValue = try decoded(done)
    return try #require(answer["results"]?.list.first, done.story)
  }

  func invitations(_ host: String, socket: String? = nil) async throws -> [InvitationRecord] {
    try await module("invitations", ["host": host], socket: socket)["invitations"]?.list.map {
      entry in
      guard case .number(let generation)? = entry["generation"] else {
        throw ServerFailure("an invitation without a generation: \(entry)")
      }
      return InvitationRecord(
        user: entry["user"]?.text ?? "", generation: Int(generation),
        state: entry["state"]?.text ?? "", link: entry["link"]?.text)
    } ?? []
  }

  func invitation(
    of user: String, at host: String, socket: String? = nil
  ) async throws -> InvitationRecord {
    try #require(
      try await invitations(host, socket: socket).first { $0.user == user },
      "\(user)@\(host) has no invitation")
  }

  /// The names of all accounts, as the server lists them.
  func accounts(_ host: String) async throws -> [String] {
    try await module("read", ["host": host])["accounts"]?.list.compactMap { $0["user"]?.text } ?? []
  }

  /// Accepts an invitation as a browser does, through Caddy.
  func redeem(_ link: String, choosing password: String) async throws {
    try await fill(link, with: password, port: caddy.port.number)
  }

  /// Gives a member a password by the invitation that waits.
  func redeem(_ user: String, at host: String) async throws -> Account {
    let link = try #require(
      try await invitation(of: user, at: host).link, "no open link of \(user)@\(host)")
    let account = Account(jid: "\(user)@\(host)", password: "correct horse \(user)")
    try await redeem(link, choosing: account.password)
    return account
  }
}

/// Opens the page of an invitation, reads its form, fills it in and sends it.
func fill(_ link: String, with password: String, port: Int) async throws {
  let form = try await fetchPage(link, port: port)
  try #require(form.status == 200, "\(form)")
  let names = inputNames(in: form.text)
  try #require(names.count == 2, "two fields for the password: \(names)")
  let answer = try await fetchPage(
    link, port: port, form: Dictionary(names.map { ($0, password) }) { first, _ in first })
  try #require(answer.status == 200, "\(answer)")
  try #require(inputNames(in: answer.text).isEmpty, "asked again: \(answer)")
}

/// The names of a form's password fields.
private func inputNames(in page: String) -> [String] {
  page.components(separatedBy: "<input").dropFirst().compactMap { part in
    guard let tag = part.split(separator: ">").first, tag.contains("type=\"password\"") else {
      return nil
    }
    return tag.components(separatedBy: "name=\"").last?.split(separator: "\"").first
      .map(String.init)
  }
}
