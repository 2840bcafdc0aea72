import EjabberdService
import ServiceContract
import Spec
import TestSupport
import Testing

@Suite(.serialized)
struct EjabberdContractTests {
  @Test func `ejabberd keeps the contract of a service through a club's life`() async throws {
    try await PrivateEjabberd.with { ejabberd in
      var walk = ContractWalk(EjabberdService(on: ejabberd), club: ClubStory.id)
      try await walk.to(ClubStory.states)
    }
  }

  @Test(arguments: SplitMix64.seeds(2))
  func `ejabberd goes from any state of a club to any other`(seed: UInt64) async throws {
    try await PrivateEjabberd.with { ejabberd in
      var walk = ContractWalk(EjabberdService(on: ejabberd), club: ClubStory.id)
      var clubs = RandomClub(generator: SplitMix64(seed: seed))
      for step in 1...12 {
        try await walk.to([ClubState("seed \(seed), step \(step)", clubs.next())])
      }
      try await walk.to([ClubState("seed \(seed), gone", nil)])
    }
  }

  @Test(arguments: SplitMix64.seeds(1))
  func `ejabberd has each hard name that passes, as foretold`(seed: UInt64) async throws {
    try await PrivateEjabberd.with { server in
      let service = EjabberdService(on: server)
      var walk = ContractWalk(service, club: ClubStory.id)
      try await walk.to([ClubState("seed \(seed)", ClubStory.hard(seed: seed))])
    }
  }
}
