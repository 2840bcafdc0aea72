import Inventory
import Logging
import Model
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
