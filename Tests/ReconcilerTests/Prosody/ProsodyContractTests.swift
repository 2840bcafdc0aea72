import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

@Suite(.serialized)
struct ProsodyContractTests {
  @Test func `Prosody keeps the contract of a service through a club's life`() async throws {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      var contract = ServiceContract(service, club: ClubStory.id)
      try await contract.walk(ClubStory.states)
    }
  }
}
