import Spec
import Testing

@Suite struct RightYAMLTests {
  private func club(_ body: String) throws -> Club {
    let read = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "00"),
      bytes: Array(Samples.club(body).utf8), provider: nil)
    #expect(read.diagnostics.isEmpty)
    return try #require(read.club.club)
  }

  @Test func `a Norwegian club may speak no`() throws {
    #expect(try club("language: no").language?.value == "no")
  }

  @Test func `words and numbers are text where text is wanted`() throws {
    let club = try club(
      """
      tariff: on
      placement: 1e3
      groups: {yes: [rose], 2024: [dan], "null": [rose], 1.5: [dan], true: [dan]}
      """)
    #expect(club.tariff?.value == "on")
    #expect(club.placement?.value == "1e3")
    #expect(club.groups.map(\.id.value) == ["yes", "2024", "null", "1.5", "true"])
  }

  @Test func `dates and sexagesimal looking values are text`() throws {
    let club = try club(
      """
      members:
        - {id: 12:30, name: 2026-11-01, role: owner}
      """.replacing("12:30", with: "\"1230\""))
    #expect(club.members[0].id.value == "1230")
    #expect(club.members[0].name?.value == "2026-11-01")
  }

  @Test func `an anchor is used again`() throws {
    let club = try club(
      """
      groups:
        committee: &committee [rose, dan]
        organisers: *committee
      """)
    #expect(club.groups[1].members.map(\.value) == ["rose", "dan"])
    #expect(club.groups[1].members[0].position.line == club.groups[0].members[0].position.line)
  }

  @Test func `a merged mapping gives what is not said`() throws {
    let club = try club(
      """
      chat:
        rooms:
          - &room {id: one, topic: Openings, public: true}
          - {<<: *room, id: two}
          - id: three
            <<: [{topic: Endgames}, *room]
            public: false
      """)
    let rooms = try #require(club.chat?.rooms)
    #expect(rooms.map(\.id.value) == ["one", "two", "three"])
    #expect(rooms.map(\.topic?.value) == ["Openings", "Openings", "Endgames"])
    #expect(rooms.map(\.isPublic?.value) == [true, true, false])
  }

  @Test func `a merged mapping may merge itself`() throws {
    let club = try club(
      """
      chat:
        rooms:
          - &a {id: a, topic: A, public: true}
          - &b {<<: *a, id: b, topic: B}
          - {<<: *b, id: c}
      """)
    #expect(club.chat?.rooms[2].topic?.value == "B")
    #expect(club.chat?.rooms[2].isPublic?.value == true)
  }

  @Test func `block scalars keep or fold their lines`() throws {
    let club = try club(
      """
      chat:
        rooms:
          - id: hall
            topic: |
              Tuesday
              at eight
          - id: garden
            topic: >-
              Tuesday
              at eight
      """)
    #expect(club.chat?.rooms[0].topic?.value == "Tuesday\nat eight\n")
    #expect(club.chat?.rooms[1].topic?.value == "Tuesday at eight")
  }

  @Test func `the place of a value is after its anchor and tag`() throws {
    let club = try club("timezone: &zone !!str Europe/London\ntariff: &t   # why\n  small")
    #expect(club.timezone?.position == SourcePosition(line: 8, column: 23))
    #expect(club.tariff?.position == SourcePosition(line: 10, column: 3))
  }

  @Test func `values carry their places`() throws {
    let club = try club("  \n\nchat:\n  rooms:\n    - id: hall\n      name: 'Große Halle'")
    let room = try #require(club.chat?.rooms.first)
    #expect(club.chat?.position == SourcePosition(line: 10, column: 1))
    #expect(room.position == SourcePosition(line: 12, column: 7))
    #expect(room.name?.position == SourcePosition(line: 13, column: 13))
    #expect(club.membersPosition == SourcePosition(line: 5, column: 1))
  }
}
