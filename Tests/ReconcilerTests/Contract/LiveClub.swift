import ChatContract
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// A small club, chess.example, on a real chat server, without the planner.
protocol LiveClub: Sendable {
  associatedtype Chat: Service
  var service: Chat { get }
  var club: DeclaredClub { get }
}

extension LiveClub {
  /// An owner, a member and a room.
  static var small: DeclaredClub {
    DeclaredClub(
      hosted: .fixture { club in
        club.members = [.fixture("rose", role: .owner), .fixture("dan")]
        club.chat = .fixture(rooms: [.fixture("pawns", topic: "Openings")])
      })
  }

  var scope: Scope {
    Scope(
      club: "chess",
      resources: [
        ResourceID(
          club: "chess", service: service.name, kind: ChatKind.vhost, name: "chess.example")
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

/// The vhost that one club has is not made for another one, and goes on to it when it moves there.
func expectVhostMoves(_ chess: some LiveClub) async throws {
  try await chess.converge()
  var vhost = try chess.desired("chess.example")
  vhost.id.club = "go"
  let made = await chess.service.apply([bareChange(.create, vhost)], of: "go", from: nil)
  #expect(made.map(code) == ["not-ours"])
  #expect(try await chess.observed("chess.example")?.mark == "chess")
  let moved = await chess.service.apply([bareChange(.update, vhost)], of: "go", from: nil)
  #expect(moved == [.applied])
  #expect(try await chess.observed("chess.example")?.mark == "go")
}
