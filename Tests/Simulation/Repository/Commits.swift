import Spec
import TestSupport

/// What people commit, at random.
extension RepositoryModel {
  /// Changes something, and says what.
  mutating func edit(
    _ number: Int, on today: CalendarDate, using random: inout SplitMix64
  ) -> String {
    switch Int.random(in: 0..<37, using: &random) {
    case 0..<3: return found(number, using: &random)
    case 3: return close(using: &random)
    case 4: return closeMany(using: &random)
    case 5..<9: return change("somebody joins", using: &random) { club, _ in club.join(number) }
    case 9..<12: return change("somebody is struck", using: &random) { $0.strike(1, using: &$1) }
    case 12: return change("many are struck", using: &random) { $0.strike(3, using: &$1) }
    case 13..<16: return change("a member changes", using: &random) { $0.alter(using: &$1) }
    case 16..<19: return change("rooms change", using: &random) { $0.refurnish(number, using: &$1) }
    case 19..<21:
      return change("another page", using: &random) { club, random in
        club.page = chance(5, &random) ? nil : "page \(number)"
      }
    case 21..<24:
      return change("a slip, or its mending", using: &random) { club, _ in
        club.isBroken.toggle()
      }
    case 24: return rename(number, using: &random)
    case 25:
      isProviderBroken.toggle()
      return "provider.yaml \(isProviderBroken ? "broken" : "mended")"
    case 26: return change("protection", using: &random) { club, _ in club.protects.toggle() }
    case 27:
      return change("prune", using: &random) { club, random in
        club.prune = ["enabled", "confirm", "disabled", nil].randomElement(using: &random)!
      }
    case 28: return change("suspension", using: &random) { club, _ in club.isSuspended.toggle() }
    case 29..<31:
      return change("a member has another id", using: &random) { club, random in
        club.renameMember(to: "p\(number)", using: &random)
      }
    case 31..<33:
      return change("the day of leaving", using: &random) { club, random in
        club.setLeave(from: today, using: &random)
      }
    case 33: return freeze(from: today, using: &random)
    case 34: return change("somebody else leads", using: &random) { $0.handOver(using: &$1) }
    default:
      return change("another host", using: &random) { club, _ in
        club.host = "h\(number).example"
      }
    }
  }

  mutating func found(_ number: Int, using random: inout SplitMix64) -> String {
    var club = ClubModel(id: "c\(number)", host: "h\(number).example")
    // Sometimes a stranger is there already, or the name was used before.
    if chance(4, &random) { club.host = "h\(Int.random(in: 1...number, using: &random)).example" }
    for index in 0..<Int.random(in: 1...6, using: &random) {
      club.members.append(("m\(index)", ClubModel.Person(role: index == 0 ? "owner" : "member")))
    }
    for index in 0..<Int.random(in: 0...3, using: &random) {
      club.rooms.append(("r\(index)", "topic \(number)"))
    }
    if chance(2, &random) { club.page = "page \(number)" }
    clubs.append(club)
    return "new club \(club.id) at \(club.host)"
  }

  private mutating func close(using random: inout SplitMix64) -> String {
    guard !clubs.isEmpty else { return "nothing" }
    let club = clubs.remove(at: Int.random(in: 0..<clubs.count, using: &random))
    return "\(club.id) leaves"
  }

  private mutating func closeMany(using random: inout SplitMix64) -> String {
    let left = clubs.filter { _ in chance(3, &random) }
    clubs.removeAll { club in left.contains { $0.id == club.id } }
    return "many leave: \(left.map(\.id))"
  }

  private mutating func rename(_ number: Int, using random: inout SplitMix64) -> String {
    guard !clubs.isEmpty else { return "nothing" }
    let index = Int.random(in: 0..<clubs.count, using: &random)
    let old = clubs[index].id
    clubs[index].formerIDs.append(old)
    clubs[index].id = "c\(number)"
    return "\(old) is called c\(number) now"
  }

  /// Or thaws.
  private mutating func freeze(
    from today: CalendarDate, using random: inout SplitMix64
  ) -> String {
    guard frozenUntil == nil else {
      frozenUntil = nil
      return "the freeze is over"
    }
    let days = Int.random(in: 0...2, using: &random)
    frozenUntil = CalendarDate(daysSince1970: today.daysSince1970 + days)
    return "frozen until \(frozenUntil!)"
  }

  private mutating func change(
    _ what: String, using random: inout SplitMix64,
    _ body: (inout ClubModel, inout SplitMix64) -> Void
  ) -> String {
    guard !clubs.isEmpty else { return "nothing" }
    let index = Int.random(in: 0..<clubs.count, using: &random)
    body(&clubs[index], &random)
    return "\(what) in \(clubs[index].id)"
  }
}

extension ClubModel {
  fileprivate mutating func join(_ number: Int) { members.append(("n\(number)", Person())) }

  /// Out of the file, mostly not the first owner.
  fileprivate mutating func strike(_ count: Int, using random: inout SplitMix64) {
    for _ in 0..<count where members.count > 1 {
      members.remove(at: somebody(using: &random))
    }
  }

  private func somebody(using random: inout SplitMix64) -> Int {
    Int.random(in: (chance(6, &random) ? 0 : 1)..<members.count, using: &random)
  }

  fileprivate mutating func alter(using random: inout SplitMix64) {
    guard members.count > 1 else { return }
    let index = somebody(using: &random)
    members[index].person.role =
      ["owner", "admin", "member", "limited"].randomElement(using: &random)!
    members[index].person.state =
      ["active", "active", "suspended", "left", "erased"].randomElement(using: &random)!
  }

  /// The first one leads no more, and mostly stays.
  fileprivate mutating func handOver(using random: inout SplitMix64) {
    guard members.count > 1 else { return }
    let next = Int.random(in: 1..<members.count, using: &random)
    members[next].person.role = "owner"
    members[next].person.state = "active"
    if chance(3, &random) { members.remove(at: 0) } else { members[0].person.role = "member" }
  }

  fileprivate mutating func renameMember(to id: String, using random: inout SplitMix64) {
    guard let index = members.indices.randomElement(using: &random) else { return }
    members[index].person.formerIDs.append(members[index].id)
    members[index].id = id
  }

  /// Or takes it back.
  fileprivate mutating func setLeave(from today: CalendarDate, using random: inout SplitMix64) {
    guard leave == nil else {
      leave = nil
      return
    }
    let exportBy = today.daysSince1970 + Int.random(in: -1...1, using: &random)
    leave = Leave(
      exportBy: CalendarDate(daysSince1970: exportBy),
      deleteAfter: CalendarDate(
        daysSince1970: exportBy + Int.random(in: 0...2, using: &random)))
  }

  fileprivate mutating func refurnish(_ number: Int, using random: inout SplitMix64) {
    if rooms.isEmpty || chance(3, &random) {
      rooms.append(("r\(number)", "topic \(number)"))
    } else if chance(2, &random) {
      rooms.removeLast(chance(3, &random) ? rooms.count : 1)
    } else {
      rooms[Int.random(in: 0..<rooms.count, using: &random)].topic = "topic \(number)"
    }
  }
}

/// True once in `count` times.
func chance(_ count: Int, _ random: inout SplitMix64) -> Bool {
  Int.random(in: 0..<count, using: &random) == 0
}
