import Model
import Spec

/// The machine format of a plan and of a drift report, version 1.
struct PlanJSON {
  let plan: Plan
  /// Where the clubs stand, when `plan` is only a part of what would change.
  var sync: [String: SyncState] = [:]

  var value: JSON {
    let summary = PlanSummary(plan)
    return [
      "formatVersion": "1",
      "revision": .text(plan.revision.description),
      "inSync": .flag(plan.isInSync),
      "summary": [
        "create": .number(Int64(summary.create)),
        "update": .number(Int64(summary.update)),
        "delete": .number(Int64(summary.delete)),
        "adopt": .number(Int64(summary.adopt)),
        "held": .number(Int64(summary.held)),
        "unknown": .number(Int64(summary.unknown)),
        "forget": .number(Int64(summary.forget)),
      ],
      "clubs": .list(plan.clubs.map(json)),
      "unmanaged": .list(plan.unmanaged.map(json)),
    ]
  }

  private func json(_ club: ClubPlan) -> JSON {
    [
      "id": .text(club.id),
      "sync": .text((sync[club.id] ?? club.sync).rawValue),
      "changes": .list(club.changes.map(json)),
      "unmanaged": .list(club.unmanaged.map(json)),
      "unknown": .list(
        club.unknown.map { ["service": .text($0.service), "reason": .text($0.reason)] }),
      "name": .text(club.name),
      "notManaged": .list(
        club.notManaged.map { place in
          JSON(
            at: place.location,
            first: [.init("path", .text(place.path))]
              + (place.reason.map { [.init("reason", .text($0))] } ?? []))
        }),
      "errors": .list(club.errors.map { JSON($0) }),
      "standing": .text(club.standing?.rawValue),
      "upcoming": .list(club.upcoming.map(json)),
      "paused": club.pause?.json ?? .null,
    ]
  }

  private func json(_ change: Change) -> JSON {
    let json: JSON = [
      "id": .text(change.id),
      "action": .text(change.action.rawValue),
      "service": .text(change.resource.service),
      "kind": .text(change.resource.kind.name),
      "name": .text(change.resource.name),
      "fields": .list(
        change.fields.map {
          $0.isConcealed
            ? [
              "path": .text($0.path), "before": .null, "after": .null, "concealed": .flag(true),
            ]
            : ["path": .text($0.path), "before": JSON($0.before), "after": JSON($0.after)]
        }),
      "origin": change.origin.map { JSON(at: $0) } ?? .null,
      "reason": .text(change.reason),
      "held": change.held.map {
        ["by": .text($0.by.rawValue), "message": .text($0.message)]
      } ?? .null,
      "cause": .text(change.cause.rawValue),
    ]
    var further: [JSON.Member] = []
    if let old = change.movesFrom { further.append(.init("movesFrom", .text(old.name))) }
    if let loses = change.loses { further.append(.init("loses", loses.json)) }
    return json.adding(further)
  }

  private func json(_ coming: Upcoming) -> JSON {
    let json: JSON = ["time": .text(timestamp(coming.time)), "what": .text(coming.text)]
    return json.adding(
      coming.resource.map {
        [.init("kind", .text($0.kind.name)), .init("name", .text($0.name))]
      } ?? [])
  }

  private func json(_ thing: Unmanaged) -> JSON {
    let json: JSON = [
      "service": .text(thing.service), "kind": .text(thing.kind), "name": .text(thing.name),
    ]
    return json.adding(thing.mark.map { [.init("mark", .text($0))] } ?? [])
  }
}

extension JSON {
  init(_ value: Model.Value?) {
    switch value {
    case nil: self = .null
    case .text(let text)?: self = .text(text)
    case .number(let number)?: self = .number(number)
    case .flag(let flag)?: self = .flag(flag)
    case .set(let set)?: self = .list(set.sorted().map { .text($0) })
    case .map(let map)?:
      self = .object(map.sorted { $0.key < $1.key }.map { Member($0.key, .text($0.value)) })
    }
  }

  /// An object with the keys `file`, `line` and `column` after those given.
  init(at location: SourceLocation, first: [Member] = []) {
    self = .object(
      first + [
        Member("file", .text(location.file)),
        Member("line", .number(Int64(location.position.line))),
        Member("column", .number(Int64(location.position.column))),
      ])
  }

  /// As `validate` gives it.
  init(_ diagnostic: Diagnostic) {
    self = JSON(
      at: diagnostic.location,
      first: [
        Member("rule", .text(diagnostic.rule.rawValue)),
        Member("severity", .text(diagnostic.severity.rawValue)),
        Member("message", .text(diagnostic.message)),
      ]
    ).adding([
      Member("hint", .text(diagnostic.hint)),
      Member(
        "related",
        .list(
          diagnostic.related.map {
            JSON(at: $0.location).adding([Member("message", .text($0.message))])
          })),
    ])
  }
}
