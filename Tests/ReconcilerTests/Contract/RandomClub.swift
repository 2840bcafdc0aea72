import Spec
import TestSupport

/// Clubs at random: names that servers find hard, every role, state and sort of room.
struct RandomClub {
  private static let names = [
    "rose", "dan", "jörg", "o-neill", "a.b", "x%20y", "zoë", "名前", "~t_t",
  ]
  private static let texts = [
    "", "Plain", "<b>&amp;</b>", "\"quoted\" 'text'", "Grüße ☃ 🌻", "{{x}}",
  ]
  private static let rooms = ["pawns", "a.b", "zürich", "100%"]

  var generator: SplitMix64

  mutating func next() -> HostedClub {
    var club = HostedClub.fixture().club
    club.name = .at(4, "Club \(pick(Self.texts))")
    club.language = Bool.random(using: &generator) ? .at(5, "de") : nil
    if chance(4) { club.lifecycle = .at(9, .suspended(since: nil, reason: nil)) }
    club.members = members()
    club.groups = [
      Group(id: .at(40, "some"), members: sample(club.members).map { .at(41, $0.id.value) })
    ]
    if !chance(6) { club.chat = chat(club) }
    return HostedClub(club: club, provider: .fixture())
  }

  private mutating func members() -> [Member] {
    var line: UInt32 = 10
    return sample(Self.names).map { name in
      line += 1
      return Member.fixture(
        name, line: line, name: "\(name) \(pick(Self.texts))", role: pick(Member.Role.allCases),
        state: pick(Member.State.allCases),
        jid: chance(4) ? .plain("far\(line)", at: "dentists.example") : nil)
    }
  }

  private mutating func chat(_ club: Club) -> Chat {
    var line: UInt32 = 50
    var rooms: [Room] = []
    for id in sample(Self.rooms) {
      line += 1
      let named = sample(club.members).map { Located.at(line, $0.id.value) }
      rooms.append(
        .fixture(
          id, line: line, name: pick(Self.texts), topic: pick(Self.texts),
          members: chance(2) ? .everyone : .named(named + [.at(line, "some")]),
          moderators: sample(club.members).map(\.id.value), isPublic: chance(3)))
    }
    return .fixture(
      rooms: rooms, contactList: pick(Chat.ContactList.allCases),
      federation: pick([.open, .local, .provider, .deny([.at(60, .plain("bad.example"))])]))
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &generator)]
  }

  /// True once in `count` times.
  private mutating func chance(_ count: Int) -> Bool {
    Int.random(in: 0..<count, using: &generator) == 0
  }

  private mutating func sample<Value>(_ values: [Value]) -> [Value] {
    Array(
      values.shuffled(using: &generator)
        .prefix(Int.random(in: 0...values.count, using: &generator)))
  }
}
