import Foundation
import TestSupport
import Testing

/// A service whose adapter is a folder and a line, through the executable.
@Suite(.serialized) struct MeetingsTests {
  @Test func `a placement with meetings gives each chat room one, and drift is put right`()
    async throws
  {
    let placement = "green-1: {chat: prosody, web: caddy, meetings: meet}"
    try await Playground.with(
      services: ["meet: {type: galene, groups: groups}"],
      prepare: { repository in
        try repository.write("provider.yaml", providerText(placements: [placement]))
        try repository.write(ClubText("chess"))
      },
      { playground in
        #expect(try await playground.plan().code == 6, "the folder is not there yet")
        try playground.folder.makeFolder("groups")
        try await playground.apply()
        let file = playground.folder("groups/chess/lounge.json")
        let text = try #require(contents(of: file))
        #expect(text.contains("\"displayName\" : \"Lounge\""), "\(text)")
        #expect(try await playground.plan().code == 0)
        try Data(text.replacingOccurrences(of: "Lounge", with: "Bar").utf8)
          .write(to: URL(fileURLWithPath: file))
        #expect(try await playground("drift").code == 2)
        try await playground.apply()
        #expect(contents(of: file) == text)
        let explained = try await playground("explain", "chess/lounge")
        #expect(explained.output.contains("clubs/chess.yaml:"), explained.story)
      })
  }
}
