import Model
import Spec

extension Pass {
  /// Nothing changes before the end of a freeze (00:00 UTC of its day).
  mutating func holdIfFrozen() {
    guard let freeze = context.policy.freeze,
      context.now < freeze.until.secondsSince1970
    else { return }
    let reason = freeze.reason.map { " (\($0))" } ?? ""
    for index in changes.indices where changes[index].action != .forget {
      changes[index].held =
        changes[index].held ?? Hold(by: .freeze, message: "frozen until \(freeze.until)\(reason)")
    }
  }

  /// Lifts the holds that a person let through.
  mutating func letThrough() {
    for index in changes.indices where context.letThrough.includes(changes[index]) {
      changes[index].letThrough = changes[index].held ?? changes[index].letThrough
      changes[index].held = nil
    }
  }
}
