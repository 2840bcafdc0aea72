import GRDB

/// Why the inventory could not be used, with what to do about it.
public struct InventoryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, in one stable word.
  public enum Code: String, Sendable {
    /// Another process works on the data directory.
    case locked
    /// There is no such file or folder.
    case missing
    /// The file is damaged, or no inventory at all.
    case damaged
    /// The file was written by a newer version.
    case tooNew = "too-new"
    /// The file must be opened for writing once, by this version.
    case tooOld = "too-old"
    case readOnly = "read-only"
    case full
    case denied
    /// Another connection kept it busy for too long.
    case busy
    case failed
  }

  public var code: Code
  /// Plain words and what to do.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}

extension InventoryError {
  /// In the inventory's own words; what is such an error already stays as it is.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as InventoryError: self = error
    case let error as DatabaseError: self.init(error, path: path)
    case is RowDecodingError: self = .damaged(path, "a row has a value that it cannot have")
    default: self.init(.failed, "the inventory \(path) cannot be used: \(error)")
    }
  }

  private init(_ error: DatabaseError, path: String) {
    let why = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
      self = .damaged(path, why)
    case .SQLITE_FULL:
      self.init(
        .full, "no room left for the inventory \(path): nothing was recorded; free some disk space")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(.denied, "the inventory \(path) cannot be written: \(why)")
    case .SQLITE_CANTOPEN:
      self.init(
        .denied, "the inventory \(path) cannot be opened: \(why); check its folder and its owner")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.busy, "the inventory \(path) is in use by another process: \(why)")
    default:
      self.init(.failed, "the inventory \(path) cannot be used: \(why)")
    }
  }

  static func damaged(_ path: String, _ why: String) -> InventoryError {
    InventoryError(
      .damaged,
      """
      the inventory \(path) is damaged: \(why); nothing was changed. Put a backup in its place, or \
      move it away with its -wal and -shm files and start again: what carries allotment's mark in \
      its service is then taken over anew, and the rest is reported and left alone
      """)
  }
}
