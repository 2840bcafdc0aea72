import Inventory
import Logging
import Model
import Source
import Spec

/// Whether the newest commit is one that may be applied: the condition `SourceVerified`.
extension Agent {
  /// Nil when nobody asks for signatures, and the branch was not set back.
  var sourceVerified: (status: Condition.Status, reason: String, message: String)? {
    if let distrust { return (.no, distrust.reason, distrust.message) }
    return fleet?.signer.map { (.yes, "Signed", "signed by \($0)") }
  }

  /// All clubs stay at the last revision that was taken, and say why.
  func mark(distrust failure: SourceFailure?) {
    guard distrust != failure else { return }
    distrust = failure
    var changed: [ClubRecord] = []
    for (id, record) in records {
      var record = record
      let old = record.conditions.first { $0.type == .sourceVerified }
      record.conditions.removeAll { $0.type == .sourceVerified }
      if let condition = sourceCondition(before: old) { record.conditions.append(condition) }
      records[id] = record
      changed.append(record)
    }
    save(changed)
  }

  func sourceCondition(before old: Condition?) -> Condition? {
    guard let (status, reason, message) = sourceVerified else { return nil }
    let now = wall()
    return Condition(
      type: .sourceVerified, status: status, reason: reason, message: message,
      observedRevision: fleet?.revision,
      lastTransitionTime: old?.status == status ? old?.lastTransitionTime ?? now : now)
  }

  /// Why this commit cannot be let through; nil when it can: it is the one that was refused.
  public func objection(to commit: String) async -> String? {
    if let refused = await source.refused() {
      return refused == commit.lowercased()
        ? nil
        : "commit \(commit) is not the one that was refused: `allotment approve \(refused)` lets that "
          + "one through"
    }
    if let distrust { return "commit \(commit) cannot be let through: \(distrust.message)" }
    return "no commit is refused: \(commit) need not be let through"
  }

  /// Lets the commit through to which the branch was set back, or that is dated too early, and looks
  /// at once. False for any other.
  public func allow(commit: String, by person: String) async -> Bool {
    guard await source.allow(commit) else { return false }
    note([
      decision(.approve, "repository#approve", of: "", "the branch may be at \(commit)", person)
    ])
    logger.info("a commit is let through", metadata: ["commit": "\(commit)", "by": "\(person)"])
    lookSoon()
    return true
  }
}

extension SourceFailure {
  var reason: String {
    switch code {
    case .rolledBack: "RolledBack"
    case .backdated: "Backdated"
    default: "NotSigned"
    }
  }
}
