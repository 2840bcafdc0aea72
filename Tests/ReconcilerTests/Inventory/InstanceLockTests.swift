import Foundation
import Inventory
import TestSupport
import Testing

struct InstanceLockTests {
  private let folder: InventoryFolder

  init() throws { folder = try InventoryFolder() }

  @Test func `a second instance is told which process holds the data directory`() throws {
    let first = try acquireLock(dataDirectory: folder.path)
    let error = #expect(throws: InventoryError.self) {
      _ = try acquireLock(dataDirectory: folder.path)
    }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("process \(getpid())") == true)
    #expect(error?.message.contains(folder.path) == true)
    withExtendedLifetime(first) {}
  }

  @Test func `a lock that was given up can be taken again`() throws {
    do { _ = try acquireLock(dataDirectory: folder.path) }
    let again = try acquireLock(dataDirectory: folder.path)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/lock")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    withExtendedLifetime(again) {}
  }

  @Test func `a copy of the open file, as a child has before it starts its program, holds nothing`()
    throws
  {
    var copies: [Int32] = []
    defer { for copy in copies { close(copy) } }
    do {
      let lock = try acquireLock(dataDirectory: folder.path)
      copies = copiesOfOpenFiles(at: folder.path + "/lock")
      withExtendedLifetime(lock) {}
    }
    #expect(copies.count == 1)
    withExtendedLifetime(try acquireLock(dataDirectory: folder.path)) {}
  }

  @Test func `two data directories do not hinder each other`() throws {
    let folders = [try InventoryFolder(), try InventoryFolder()]
    let locks = try folders.map { try acquireLock(dataDirectory: $0.path) }
    #expect(locks.count == 2)
  }

  @Test func `a link in the lock's place is not followed`() throws {
    let target = folder.path + "/target"
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/lock", withDestinationPath: target)
    #expect(InventoryError.Code.of { _ = try acquireLock(dataDirectory: folder.path) } == .failed)
    #expect(!FileManager.default.fileExists(atPath: target))
  }

  @Test func `a data directory that is not there is said to be missing`() {
    #expect(
      InventoryError.Code.of { _ = try acquireLock(dataDirectory: "/nonexistent/dir") } == .missing)
  }
}
