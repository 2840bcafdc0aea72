import Glibc
import Inventory
import Spec

/// The agent's own folder: `repository/` (the bare clone), `inventory.sqlite`, `lock`.
struct DataDirectory {
  let path: String
  private let historyLimit: Int
  /// Seconds.
  private let historyAge: Int64

  init(_ configuration: AgentConfiguration) {
    path = configuration.dataDirectory
    historyLimit = configuration.historyEntries
    historyAge = configuration.historyAge.components.seconds
  }

  var clone: String { "\(path)/repository" }
  var inventoryFile: String { "\(path)/inventory.sqlite" }

  /// Made with mode 0700 when it is missing.
  func prepare() throws {
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw CommandFailure.failed(
        "the data directory \(path) cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  func lock() throws -> InstanceLock {
    try prepare()
    do {
      return try acquireLock(dataDirectory: path)
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }

  /// For reading, an inventory that was never made is an empty one.
  func inventory(mayWrite: Bool) throws -> Inventory {
    do {
      if mayWrite {
        return try Inventory(
          path: inventoryFile, historyLimit: historyLimit, historyAge: historyAge)
      }
      if access(inventoryFile, F_OK) == 0 { return try Inventory(readingFrom: inventoryFile) }
      return try Inventory.empty()
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }
}
