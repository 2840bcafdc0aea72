import Spec
import Testing

@testable import Web

@Suite struct ListenAddressTests {
  @Test(arguments: [
    ("127.0.0.1", true), ("127.1.2.3", true), ("localhost", true), ("::1", true),
    ("0.0.0.0", false), ("::", false), ("192.0.2.1", false), ("1127.0.0.1", false),
  ])
  func `what only this machine reaches is told from the rest`(host: String, loopback: Bool) {
    #expect(AgentConfiguration.ListenAddress(host: host, port: 8420).isLoopback == loopback)
  }
}
