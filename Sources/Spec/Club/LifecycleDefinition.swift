/// A club's lifecycle: a word, or a mapping with dates.
enum LifecycleDefinition {
  private enum State: String, CaseIterable {
    case trial, active, suspended, archived, seasonal, offboarding

    var about: String {
      switch self {
      case .trial: "On trial: all of it works."
      case .active: "All of it works."
      case .suspended: "Nobody comes in, and the site says that it is closed; all data is kept."
      case .archived: "No longer active: nobody comes in, the site stays; all data is kept."
      case .seasonal: "Open each year from `opens` to `closes`; otherwise as `suspended`."
      case .offboarding:
        "Leaving: open until `exportBy`, then as `suspended`; all of it goes after `deleteAfter`."
      }
    }

    var keys: Keys {
      switch self {
      case .trial, .active, .archived: Keys()
      case .suspended: Keys(optional: ["since", "reason"])
      case .seasonal: Keys(required: ["opens", "closes"])
      case .offboarding: Keys(required: ["exportBy", "deleteAfter"])
      }
    }
  }

  /// Which keys go with a state, besides `state`.
  private struct Keys {
    var required: [String] = []
    var optional: [String] = []

    var all: [String] { required + optional }
  }

  private struct Draft {
    var state: Located<State>?
    var since: Located<CalendarDate>?
    var reason: Located<String>?
    var opens: Located<DayOfYear>?
    var closes: Located<DayOfYear>?
    var exportBy: Located<CalendarDate>?
    var deleteAfter: Located<CalendarDate>?
    /// The keys that stand there, with their places.
    var keys: [(name: String, position: SourcePosition)] = []
  }

  private static let word = Definition<State>.choice("a state of a club", about: \.about)

  /// Those that need no dates can stand alone.
  private static let loneWords = Shape.choice(
    State.allCases.filter { $0.keys.required.isEmpty }.map { Word($0.rawValue, $0.about) })

  static let value = Definition<Lifecycle>(.either([loneWords, object.shape])) { node, reading in
    guard reading.tree.kind(node) == .mapping else { return fromWord(node, &reading) }
    var draft = Draft()
    guard object.read(node, into: &draft, &reading), let state = draft.state else { return nil }
    return lifecycle(state, draft, node, &reading)
  }

  private static func fromWord(_ node: Int, _ reading: inout Reading) -> Lifecycle? {
    guard let state = word.read(node, &reading) else { return nil }
    switch state {
    case .trial: return .trial
    case .active: return .active
    case .suspended: return .suspended(since: nil, reason: nil)
    case .archived: return .archived
    case .seasonal, .offboarding:
      let keys =
        state == .seasonal
        ? "opens: 05-01, closes: 08-31" : "exportBy: 2026-12-31, deleteAfter: 2027-02-28"
      reading.report(
        .wrongType, "`\(state.rawValue)` needs its dates", at: reading.tree.position(node),
        hint: "write `{state: \(state.rawValue), \(keys)}`")
      return nil
    }
  }

  private static let object = ObjectDefinition<Draft>(
    "a lifecycle",
    [
      Field("state", word, required: true, "Where the club stands in its life.") { $0.state = $1 },
      noted("since", .date, "The day from which on it is suspended; absent: at once.") {
        $0.since = $1
      },
      noted("reason", .line("a reason"), "Why it is suspended.") { $0.reason = $1 },
      noted(
        "opens", .dayOfYear, "The day when the season begins, each year, in the club's time zone."
      ) { $0.opens = $1 },
      noted(
        "closes", .dayOfYear, "The last day of the season, each year; it may be in the next year."
      ) { $0.closes = $1 },
      noted("exportBy", .date, "The last day on which members come in and take their data along.") {
        $0.exportBy = $1
      },
      noted("deleteAfter", .date, "The last day on which its data is kept.") {
        $0.deleteAfter = $1
      },
    ],
    conditions: State.allCases.map { state in
      let others = State.allCases.flatMap { $0.keys.all }.filter { !state.keys.all.contains($0) }
      return .when("state", state.rawValue, requires: state.keys.required, refuses: others)
    })

  /// A field that also leaves a note that it stands there.
  private static func noted<Value>(
    _ key: String, _ definition: Definition<Value>, _ about: String,
    set: @escaping @Sendable (inout Draft, Located<Value>) -> Void
  ) -> Field<Draft> {
    let located = definition.located
    return Field(key, definition.shape, about) { node, keyNode, draft, reading in
      draft.keys.append((key, reading.tree.position(keyNode)))
      if let value = located.read(node, &reading) { set(&draft, value) }
    }
  }

  private static func lifecycle(
    _ state: Located<State>, _ draft: Draft, _ node: Int, _ reading: inout Reading
  ) -> Lifecycle? {
    let allowed = state.value.keys
    for key in draft.keys where !allowed.all.contains(key.name) {
      reading.report(
        .unknownKey, "`\(key.name)` does not go with `\(state.value.rawValue)`", at: key.position)
    }
    let written = Set(draft.keys.map(\.name))
    for key in allowed.required where !written.contains(key) {
      reading.report(
        .missingKey, "the key `\(key)` is missing in a lifecycle",
        at: reading.tree.firstKeyPosition(node))
    }
    return made(state.value, draft, &reading)
  }

  private static func made(_ state: State, _ draft: Draft, _ reading: inout Reading) -> Lifecycle? {
    switch state {
    case .trial: return .trial
    case .active: return .active
    case .archived: return .archived
    case .suspended: return .suspended(since: draft.since?.value, reason: draft.reason?.value)
    case .seasonal:
      guard let opens = draft.opens, let closes = draft.closes else { return nil }
      return .seasonal(opens: opens.value, closes: closes.value)
    case .offboarding:
      guard let exportBy = draft.exportBy, let deleteAfter = draft.deleteAfter else { return nil }
      if deleteAfter.value < exportBy.value {
        reading.report(
          .lifecycleDates, "`deleteAfter` is before `exportBy`", at: deleteAfter.position,
          related: [reading.findings.related(exportBy.position, "`exportBy` is here")])
      }
      return .offboarding(exportBy: exportBy.value, deleteAfter: deleteAfter.value)
    }
  }
}
