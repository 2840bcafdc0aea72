import ChatContract
import Foundation
import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

/// A small club on a real Prosody.
struct LiveChess: Sendable {
  static let club = DeclaredClub(
    hosted: .fixture { club in
      club.members = [.fixture("rose", role: .owner), .fixture("dan")]
      club.chat = .fixture(rooms: [.fixture("pawns", topic: "Openings")])
    })

  let prosody: PrivateProsody
  let service: ProsodyService
  let club: DeclaredClub

  init(on prosody: PrivateProsody, club: DeclaredClub = Self.club) {
    self.prosody = prosody
    self.club = club
    service = ProsodyService(name: "prosody", socket: prosody.socket)
  }

  var scope: Scope {
    Scope(
      club: "chess",
      resources: [
        ResourceID(
          club: "chess", service: "prosody", kind: ChatKind.vhost, name: "chess.example")
      ])
  }

  var desired: [Resource] { service.desired(for: club) }

  func desired(_ name: String) throws -> Resource {
    try #require(desired.first { $0.id.name == name })
  }

  func observed() async throws -> [ObservedResource] {
    guard case .complete(let resources)? = await service.observe([scope])["chess"] else {
      throw ContractBroken("chess could not be read")
    }
    return resources
  }

  func observed(_ name: String) async throws -> ObservedResource? {
    try await observed().first { $0.id.name == name }
  }

  func differences() async throws -> [Change] {
    changesNeeded(from: try await observed(), to: desired)
  }

  func apply(_ changes: [Change]) async -> [Outcome] {
    await service.apply(changes, of: "chess", from: nil)
  }

  func converge() async throws {
    let outcomes = await apply(try await differences())
    try #require(outcomes.allSatisfy { $0 == .applied }, "\(outcomes)")
  }

  func digest(cold: Bool = false) async throws -> String? {
    try await service.sweep([scope], cold: cold).digests["chess"]
  }

  /// Where the server keeps an account of chess.example.
  func accountFile(_ user: String) -> String {
    prosody.directory("prosody/data/chess%2eexample/accounts/\(user).dat")
  }

  func accountRecord(_ user: String) throws -> Data {
    try #require(FileManager.default.contents(atPath: accountFile(user)))
  }
}

/// The code of a failure; nil for every other outcome.
func code(of outcome: Outcome) -> String? {
  if case .failed(let failure) = outcome { return failure.code }
  return nil
}
