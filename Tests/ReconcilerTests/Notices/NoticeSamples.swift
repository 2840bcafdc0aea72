import Inventory
import Model
import Spec

@testable import Notices

extension Notice {
  static func sample(
    _ message: String = "4 changes", event: Event = .held, name: String = "Chess Club",
    at time: Int64 = 1_796_000_000
  ) -> Notice {
    Notice(
      event: event, subject: .club("chess"), name: name, condition: "RemovalsHeld",
      message: message, revision: .commit(branch: "main", sha1: String(repeating: "a", count: 40)),
      author: "Rose Hill <rose@mail.example>", time: time)
  }
}

extension NoticeLetter {
  /// As it comes out of an inventory.
  static func sample(_ notice: Notice) throws -> NoticeLetter {
    let folder = try InventoryFolder()
    let inventory = try folder.open()
    try inventory.keepReceivers(["one"])
    var telling = Telling()
    telling.notices = [Telling.Addressed(notice, to: "one")]
    try inventory.tell(telling)
    guard let waiting = try inventory.nextNotice(for: "one") else {
      throw DeliveryFailure("nothing waits")
    }
    return NoticeLetter(waiting)
  }
}

extension Inventory {
  func tell(_ notices: [Notice], to receiver: String) throws {
    var telling = Telling()
    telling.notices = notices.map { Telling.Addressed($0, to: receiver) }
    try tell(telling)
  }
}
