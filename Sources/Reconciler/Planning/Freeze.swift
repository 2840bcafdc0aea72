import Model
import Spec

extension Pass {
  /// Nothing changes before the end of a freeze (00:00 UTC of its day).
  mutating func holdIfFrozen() {
    guard let freeze = context.policy.freeze,
      context.now < secondsSince1970(freeze.until)
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

/// Midnight UTC at the beginning of that day (days from civil, Howard Hinnant's algorithm).
func secondsSince1970(_ date: CalendarDate) -> Int64 {
  let year = date.month <= 2 ? date.year - 1 : date.year
  let era = (year >= 0 ? year : year - 399) / 400
  let yearOfEra = year - era * 400
  let dayOfYear = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return Int64(era * 146_097 + dayOfEra - 719_468) * 86_400
}
