import ServiceContract
import Spec
import TestSupport
import Testing

/// The service that stands in for a chat server elsewhere keeps what a real one keeps.
struct SimulatedContractTests {
  @Test func `the simulated server keeps the contract of a service through a club's life`()
    async throws
  {
    var walk = ContractWalk(SimulatedService(), club: ClubStory.id)
    try await walk.to(ClubStory.states)
  }

  @Test(arguments: SplitMix64.seeds(20))
  func `the simulated server goes from any state of a club to any other`(seed: UInt64) async throws
  {
    var walk = ContractWalk(SimulatedService(), club: ClubStory.id)
    var clubs = RandomClub(generator: SplitMix64(seed: seed))
    for step in 1...12 {
      try await walk.to([ClubState("seed \(seed), step \(step)", clubs.next())])
    }
    try await walk.to([ClubState("seed \(seed), gone", nil)])
  }
}
