/// A club's lifecycle: a word, or a mapping with dates.
enum LifecycleDefinition {
  private enum State: String, CaseIterable {
    case trial, active, suspended, archived, seasonal, offboarding
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

  private static let word = Definition<State>.choice("a state of a club")

  static let value = Definition<Lifecycle>(.either([word.shape, object.shape])) { node, reading in
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
      Field("state", word, required: true, "The state.") { $0.state = $1 },
      noted("since", .date, "Since when.") { $0.since = $1 },
      noted("reason", .line("a reason"), "Why.") { $0.reason = $1 },
      noted("opens", .dayOfYear, "When the season begins.") { $0.opens = $1 },
      noted("closes", .dayOfYear, "When the season ends.") { $0.closes = $1 },
      noted("exportBy", .date, "Until when the club takes its data.") { $0.exportBy = $1 },
      noted("deleteAfter", .date, "After when its data goes.") { $0.deleteAfter = $1 },
    ])

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
    let allowed = keys(of: state.value)
    for key in draft.keys where !allowed.contains(key.name) {
      reading.report(
        .unknownKey, "`\(key.name)` does not go with `\(state.value.rawValue)`", at: key.position)
    }
    let written = Set(draft.keys.map(\.name))
    if state.value == .seasonal || state.value == .offboarding {
      for key in allowed where !written.contains(key) {
        reading.report(
          .missingKey, "the key `\(key)` is missing in a lifecycle",
          at: reading.tree.firstKeyPosition(node))
      }
    }
    return made(state.value, draft, &reading)
  }

  private static func keys(of state: State) -> [String] {
    switch state {
    case .trial, .active, .archived: []
    case .suspended: ["since", "reason"]
    case .seasonal: ["opens", "closes"]
    case .offboarding: ["exportBy", "deleteAfter"]
    }
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
