import Execution
import Inventory
import Model
import ServiceContract
import Spec

/// What cannot be taken back is looked at twice.
extension Agent {
  /// Before anything is deleted the repository is asked once more: a commit that takes the removal
  /// back may be there already, after a long outage of the service above all. Before anything is
  /// forgotten the services are asked once more.
  func inspect(
    _ clubs: [String], _ fleet: Fleet
  ) async throws -> (Fleet, [Engine.Inspection]) {
    let inspections = try await engine.inspect(fleet, request(clubs, fleet))
    guard settings.enforce else { return (fleet, inspections) }
    if inspections.contains(where: \.plan.removes) { await lookNow() }
    guard let newer = self.fleet, newer.revision != fleet.revision else {
      return (fleet, try await confirmed(inspections, fleet))
    }
    let again = try await engine.inspect(newer, request(clubs, newer))
    return (newer, try await confirmed(again, newer))
  }

  /// What is forgotten leaves no trace in the inventory, so one answer is not enough: a server
  /// that lost its disk for a moment says that nothing is there as well. A service that shows
  /// something else the second time is not known.
  private func confirmed(
    _ inspections: [Engine.Inspection], _ fleet: Fleet
  ) async throws -> [Engine.Inspection] {
    let doubtful = inspections.filter { !$0.plan.forgotten.isEmpty }.map(\.plan.id)
    guard !doubtful.isEmpty else { return inspections }
    let second = Dictionary(
      try await engine.inspect(fleet, request(doubtful, fleet)).map { ($0.plan.id, $0) }
    ) { first, _ in first }
    return inspections.map { inspection in
      let missing = inspection.plan.forgotten
      guard !missing.isEmpty, var again = second[inspection.plan.id] else { return inspection }
      let changed = missing.symmetricDifference(again.plan.forgotten)
      if !changed.isEmpty { again.plan.refuse(changed) }
      return again
    }
  }
}

extension ClubPlan {
  /// Something is to be deleted that nothing holds.
  fileprivate var removes: Bool { changes.contains { $0.action == .delete && $0.held == nil } }

  fileprivate var forgotten: Set<ResourceID> {
    Set(changes.filter { $0.action == .forget && $0.held == nil }.map(\.resource))
  }

  /// Nothing is done while what a service shows comes and goes.
  fileprivate mutating func refuse(_ changed: Set<ResourceID>) {
    changes = []
    settled = []
    sync = .unknown
    for service in Set(changed.map(\.service)).subtracting(unknown.map(\.service)).sorted() {
      unknown.append(Unknown(service: service, reason: "two looks in a row saw different things"))
    }
  }
}
