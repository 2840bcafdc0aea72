import TestSupport
import Testing

struct PrivateServerTests {
  @Test func `two private ejabberds run side by side, and keep their accounts`() async throws {
    try await PrivateEjabberd.with { first in
      try await PrivateEjabberd.with { second in
        try await first.call(
          "register", #"{"user":"rose","host":"localhost","password":"only-a-test"}"#)
        let names = #"{"host":"localhost"}"#
        #expect(try await second.call("registered_users", names) == #"["allotment","tester"]"#)
        try await first.restart()
        #expect(
          try await first.call("registered_users", names) == #"["allotment","rose","tester"]"#)
      }
    }
  }
}
