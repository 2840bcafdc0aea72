import Inventory
import Logging
public import Model
import Spec

/// What people decide, in the history: who, when and why.
extension Agent {
  func decision(
    _ action: HistoryAction, _ what: String, of club: String, _ message: String, _ person: String
  ) -> HistoryEntry {
    HistoryEntry(
      time: wall(), club: club, revision: fleet?.revision ?? Revision(""), change: what,
      action: action, result: .applied, message: message, author: person, cycle: "request")
  }

  /// What a person was shown of what is held.
  public func show(_ plan: Plan) {
    for club in plan.clubs {
      for change in club.changes where change.held != nil {
        seenHeld[club.id, default: [:]][change.id] = change.content
      }
    }
  }

  /// Those that do something else than what was held under the same id first, or was shown since: who
  /// names the id now means another change.
  public func changed(_ held: [Change]) -> [Change] {
    held.filter { change in
      seenHeld[change.resource.club]?[change.id].map { $0 != change.content } ?? false
    }
  }

  /// What is held stays known as it was at first, until it is shown or held no more.
  func remember(heldBy plan: ClubPlan) {
    let before = seenHeld[plan.id] ?? [:]
    var held = Dictionary(
      plan.changes.filter { $0.held != nil }.map { ($0.id, before[$0.id] ?? $0.content) }
    ) { first, _ in first }
    // Nothing is planned of what cannot be read.
    if !plan.unknown.isEmpty { held.merge(before) { now, _ in now } }
    seenHeld[plan.id] = held.isEmpty ? nil : held
  }

  /// Each change that was named; with nil, each club, whether or not something is known to be held
  /// there: what the next pass holds is let through.
  func note(approvalOf changes: Set<String>?, in clubs: Set<String>, by person: String) {
    guard let changes else {
      return note(
        clubs.sorted().map { club in
          decision(.approve, "\(club)#approve", of: club, "all that is held is let through", person)
        })
    }
    note(
      changes.sorted().map { change in
        decision(
          .approve, change, of: String(change.prefix { $0 != "/" }), "is let through", person)
      })
  }

  func note(_ entries: [HistoryEntry]) {
    do {
      try engine.inventory.append(entries)
    } catch {
      logger.error("the inventory could not be written", metadata: ["error": "\(error)"])
    }
  }

  func pruneHistory() {
    do {
      try engine.inventory.pruneHistory(now: wall())
    } catch {
      logger.error("the history could not be shortened", metadata: ["error": "\(error)"])
    }
  }
}
