import Foundation
import Inventory
import Model
import Spec
import Testing

/// A folder of its own for one test, removed afterwards.
final class InventoryFolder {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inventory-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var file: String { path + "/inventory.sqlite" }

  func open() throws -> Inventory { try Inventory(path: file) }

  func bytes(_ suffix: String = "") throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: file + suffix))
  }

  func write(_ data: Data, _ suffix: String = "") throws {
    try data.write(to: URL(fileURLWithPath: file + suffix))
  }

  func mode(_ suffix: String = "") throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file + suffix)[.posixPermissions] as? Int
  }

  /// Makes an inventory with some content, and closes it.
  func fill() throws {
    let inventory = try open()
    for club in 0..<20 {
      let id = "club-\(club)"
      try inventory.record((0..<30).map { .sample(id, "member-\($0)@c.example") })
      try inventory.save([ClubRecord(id: id, name: "Club", sync: .synced, health: .healthy)])
    }
  }
}

extension Owned {
  static func sample(
    _ club: String = "chess", _ name: String = "rose@chess.example", rank: Int = 10,
    state: State = .applied, fields: Fields = ["role": .text("member")], at time: Int64 = 1000,
    protection: Protected? = nil
  ) -> Owned {
    Owned(
      id: ResourceID(
        club: club, service: "prosody",
        kind: Kind(rank == 0 ? "vhost" : "account", rank: rank, namesHost: rank == 0),
        name: name),
      state: state, fingerprint: Fingerprint(of: fields), appliedAt: time,
      revision: .commit(branch: "main", sha1: String(repeating: "a", count: 40)),
      origin: SourceLocation(
        file: "clubs/\(club).yaml", position: SourcePosition(line: 11, column: 5)),
      protection: protection)
  }
}

extension InventoryError.Code {
  /// Runs something that must fail, and gives why.
  static func of(_ body: () throws -> Void) -> InventoryError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? InventoryError)?.code
    }
  }
}
