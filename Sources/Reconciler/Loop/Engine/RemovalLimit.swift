import Inventory
import Model
import Spec

/// How many removals wait for a person. A revision that raises the limit does not do so for its own
/// removals: it counts from the next one.
struct RemovalLimit: Equatable {
  var revision: Revision
  /// What the revision says.
  var declared: Policy.HoldOver
  /// What the one before it said.
  var before: Policy.HoldOver

  /// The stricter of both.
  var effective: Policy.HoldOver {
    Policy.HoldOver(
      percent: min(declared.percent, before.percent), count: min(declared.count, before.count))
  }

  init(revision: Revision, declared: Policy.HoldOver, before: Policy.HoldOver) {
    self.revision = revision
    self.declared = declared
    self.before = before
  }

  /// As ``text`` has it.
  init?(_ text: String) {
    let parts = text.split(separator: " ")
    let numbers = parts.dropFirst().compactMap { Int($0) }
    guard let revision = parts.first, parts.count == 5, numbers.count == 4 else { return nil }
    self.init(
      revision: Revision(String(revision)),
      declared: Policy.HoldOver(percent: numbers[0], count: numbers[1]),
      before: Policy.HoldOver(percent: numbers[2], count: numbers[3]))
  }

  var text: String {
    "\(revision) \(declared.percent) \(declared.count) \(before.percent) \(before.count)"
  }
}

extension Engine {
  private static let limitSetting = "holdOver"

  /// The limit at this revision.
  func removalLimit(at fleet: Fleet) throws -> RemovalLimit {
    let declared = fleet.policy.holdOver
    guard let text = try inventory.setting(Engine.limitSetting) else {
      return RemovalLimit(revision: fleet.revision, declared: declared, before: declared)
    }
    guard let known = RemovalLimit(text) else {
      throw InventoryError(
        .damaged,
        "the inventory's setting `\(Engine.limitSetting)` cannot be read; put a backup in its place"
      )
    }
    return RemovalLimit(
      revision: fleet.revision, declared: declared,
      before: known.revision == fleet.revision ? known.before : known.declared)
  }

  /// Writes down that this revision was taken.
  func recordLimit(of fleet: Fleet) throws {
    try inventory.set(Engine.limitSetting, to: try removalLimit(at: fleet).text)
  }
}
