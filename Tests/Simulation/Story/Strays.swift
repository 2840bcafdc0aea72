import Model
import Reconciler
import Spec
import Synchronization

extension Story {
  /// What a club owns is not told as nobody's, be the club paused or not looked at yet.
  func lookAtStrays(_ report: AgentReport) {
    for stray in report.unmanaged where judge.notStray[stray.service]?.contains(stray.name) == true
    {
      trace.broke(
        .strayIsTold, "\(stray.name) is \(stray.mark ?? "nobody")'s, and is told as nobody's")
    }
  }

  /// Whatever carries our mark is somebody's, or is told: nothing of ours is lost from sight.
  func judgeStrays(
    _ server: Server, _ plan: Plan, _ commit: SimulatedRepository.Commit, _ report: AgentReport
  ) {
    let live = server.state.withLock { $0.live }
    let told = Set(report.unmanaged.filter { $0.service == server.name }.map(\.name))
    for unmanaged in report.unmanaged where unmanaged.service == server.name {
      guard let mark = unmanaged.mark else { continue }
      trace.count("strays told")
      if judge.desired(mark, at: commit, on: server)?.keys.contains(where: {
        $0.name == unmanaged.name
      }) == true {
        trace.broke(.strayIsTold, "\(unmanaged.name) is \(mark)'s, and is told as nobody's")
      }
    }
    for (key, thing) in live.things.sorted(by: { $0.key < $1.key }) {
      guard let mark = server.mark(of: key, thing, in: live), !told.contains(key.host) else {
        continue
      }
      // Of a club that cannot be read nothing is planned.
      let club = plan.clubs.first { $0.id == mark }
      if let club, !club.errors.isEmpty || !club.unknown.isEmpty { continue }
      let isKnown =
        judge.isOwned(key, on: server)
        || judge.desired(mark, at: commit, on: server)?[key] != nil
        || plan.clubs.contains { planned in
          planned.unmanaged.contains {
            $0.service == server.name && $0.kind == key.kind.name && $0.name == key.name
          }
            || planned.changes.contains {
              // A change of somebody who has another id is one of the old account, too.
              [$0.resource, $0.movesFrom].contains { id in
                id.map { $0.service == server.name && Key($0) == key } == true
              }
            }
        }
      if !isKnown { trace.broke(.strayIsTold, "\(key), marked as \(mark)'s, is told by nobody") }
    }
  }
}
