import Model
import Spec

extension Pass {
  /// A club that is placed on another chat server while its vhost is still on the old one: until
  /// its data can be moved, nothing is made there and nothing is removed here.
  mutating func holdMoves() {
    let made = changes.filter { change in
      (change.action == .create || change.action == .adopt) && isDataHost(change.resource.kind)
        && owned[change.resource]?.state != .applied
    }
    for host in made {
      guard let old = oldPlace(of: host.resource) else { continue }
      let hold = Hold(
        by: .placement,
        message:
          "the club's \(old.kind) \(old.name) is on `\(old.service)`, and its data cannot be "
          + "moved to `\(host.resource.service)` by this version: set `placement` back, or export "
          + "the club and let it leave first")
      let services = [old.service, host.resource.service]
      for index in changes.indices
      where changes[index].action != .forget && services.contains(changes[index].resource.service) {
        changes[index].held = hold
      }
    }
  }

  /// What would be deleted in one service while the very same is wanted and ours in another one is
  /// most likely one thing in one server, which has another name in agent.yaml now.
  mutating func holdRenamedServices() {
    let kept = Dictionary(
      grouping: desired.keys.filter { observed[$0] != nil && isOurs($0) },
      by: { Named(kind: $0.kind, name: $0.name) })
    for index in changes.indices where changes[index].action == .delete {
      let id = changes[index].resource
      let others = kept[Named(kind: id.kind, name: id.name)] ?? []
      guard let other = others.map(\.service).sorted().first(where: { $0 != id.service }) else {
        continue
      }
      changes[index].held = Hold(
        by: .renamed,
        message: "it is live on `\(other)` too: if that is the same server under a new name, stop "
          + "the agent and run `allotment inventory rename-service \(id.service) \(other)`; if it is "
          + "not, remove it from `\(id.service)` by hand")
    }
  }

  private struct Named: Hashable {
    var kind: Kind
    var name: String
  }

  /// Where the club's host of this kind was, and as far as is known still is.
  private func oldPlace(of host: ResourceID) -> ResourceID? {
    let unread = Set(unknown.map(\.service))
    return Set(owned.keys).union(observed.keys.filter(isOurs)).sorted().first { id in
      id.kind == host.kind && id.service != host.service && desired[id] == nil
        && (observed[id] != nil || unread.contains(id.service))
    }
  }

  /// Hosts that hold what no file can bring back: accounts, and what their owners wrote.
  func isDataHost(_ kind: Kind) -> Bool {
    kind.rank == 0 && kind.namesHost && kind.keepsNameReserved
  }
}
