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
      var walk = ContractWalk(service, club: ClubStory.id)
      try await walk.to(ClubStory.states)
    }
  }

  @Test(arguments: SplitMix64.seeds(3))
  func `Prosody goes from any state of a club to any other`(seed: UInt64) async throws {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      var walk = ContractWalk(service, club: ClubStory.id)
      var clubs = RandomClub(generator: SplitMix64(seed: seed))
      for step in 1...12 {
        try await walk.to([ClubState("seed \(seed), step \(step)", clubs.next())])
      }
      try await walk.to([ClubState("seed \(seed), gone", nil)])
    }
  }

  @Test(arguments: SplitMix64.seeds(1))
  func `Prosody has each hard name that passes, as foretold`(seed: UInt64) async throws {
    try await PrivateProsody.with { server in
      let service = ProsodyService(name: "prosody", socket: server.socket)
      var walk = ContractWalk(service, club: ClubStory.id)
      try await walk.to([ClubState("seed \(seed)", ClubStory.hard(seed: seed))])
    }
  }
}
