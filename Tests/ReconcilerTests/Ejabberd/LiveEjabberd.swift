import ChatContract
import EjabberdService
import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

extension EjabberdService {
  /// The adapter on a private server.
  init(on ejabberd: PrivateEjabberd) {
    self.init(
      name: "ejabberd", url: ejabberd.url, tokenFile: ejabberd.tokenFile,
      hostsFile: ejabberd.hostsFile)
  }
}

/// A small club on a real ejabberd.
struct LiveEjabberd: Sendable {
  static let club = DeclaredClub(
    hosted: .fixture { club in
      club.members = [.fixture("rose", role: .owner), .fixture("dan")]
      club.chat = .fixture(rooms: [.fixture("pawns", topic: "Openings")])
    })

  let server: PrivateEjabberd
  let service: EjabberdService
  var club: DeclaredClub

  init(
    on server: PrivateEjabberd, club: DeclaredClub = Self.club, service: EjabberdService? = nil
  ) {
    self.server = server
    self.club = club
    self.service = service ?? EjabberdService(on: server)
  }

  var scope: Scope {
    Scope(
      club: "chess",
      resources: [
        ResourceID(
          club: "chess", service: "ejabberd", kind: ChatKind.vhost, name: "chess.example")
      ])
  }

  var desired: [Resource] { service.desired(for: club) }

  func desired(_ name: String) throws -> Resource {
    try #require(desired.first { $0.id.name == name })
  }

  func observed() async throws -> [ObservedResource] {
    let observation = await service.observe([scope])["chess"]
    guard case .complete(let resources)? = observation else {
      throw ContractBroken("chess could not be read: \(String(describing: observation))")
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
}
