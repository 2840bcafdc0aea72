import Inventory
import Model
import Planning
import ServiceContract

/// A service that shows nothing of any club, where clubs were: its disk is not there, or it answers
/// for another machine. That is no answer.
extension Engine {
  /// Clubs that are asked for besides, when one shows nothing.
  private static let witnesses = 50

  /// Takes back what such a service showed of these clubs.
  ///
  /// What a single club has may be gone: as soon as one thing of one club is shown, all answers
  /// count.
  func withoutEmptyServices(
    _ inputs: [PreparedClub], _ seen: [String: [String: Observation]]
  ) async throws -> [String: [String: Observation]] {
    var seen = seen
    for service in services.keys.sorted() {
      let empty = inputs.filter { $0.hadSomething(in: service) && seen.isEmpty($0.id, service) }
      guard !empty.isEmpty, !inputs.contains(where: { seen.isShown($0.id, service) }) else {
        continue
      }
      let others = try inventory.clubs(owningIn: service)
        .filter { id in !inputs.contains { $0.input.id == id } }
      let asked = try others.prefix(Engine.witnesses).map { club in
        let hosts = try inventory.owned(of: club).map(\.id).filter {
          $0.service == service && $0.kind.namesHost
        }
        return ServiceScope(service: service, scope: Scope(club: club, resources: Set(hosts)))
      }
      let further = await observe(asked)
      let witnesses = asked.map(\.scope.club)
      guard !witnesses.contains(where: { further.isShown($0, service) }) else { continue }
      let count = empty.count + witnesses.count { further.isEmpty($0, service) }
      guard count > 1 else { continue }
      for club in empty {
        seen[club.id]?[service] = .unavailable(
          reason: "it shows nothing of any club, and \(others.count + empty.count) had something "
            + "there: is its data in place? When it is gone for good, stop the agent and run "
            + "`allotment inventory forget-service \(service)`")
      }
    }
    return seen
  }
}

extension PreparedClub {
  fileprivate var id: String { input.id }

  fileprivate func hadSomething(in service: String) -> Bool {
    input.owned.contains { $0.id.service == service && $0.wasApplied }
  }
}

extension [String: [String: Observation]] {
  fileprivate func isEmpty(_ club: String, _ service: String) -> Bool {
    self[club]?[service] == .complete([])
  }

  fileprivate func isShown(_ club: String, _ service: String) -> Bool {
    guard case .complete(let resources)? = self[club]?[service] else { return false }
    return !resources.isEmpty
  }
}
