import GRDB

/// A name that was used here once: it is not given to anybody else until it is released by hand.
public struct ReservedName: Sendable, Equatable {
  /// The ``kind`` of a club's id.
  public static let clubKind = "club"

  /// An address, a host, or a club's id.
  public var name: String
  /// Whose it was.
  public var club: String
  /// What it named: `account`, `vhost`, `club`.
  public var kind: String
  /// Seconds since 1970.
  public var since: Int64

  public init(name: String, club: String, kind: String, since: Int64) {
    self.name = name
    self.club = club
    self.kind = kind
    self.since = since
  }
}

extension Inventory {
  /// Reserves names; one that is reserved already stays with whom it was first.
  public func reserve(_ names: [ReservedName]) throws {
    guard !names.isEmpty else { return }
    try writing { db in
      for name in names {
        try db.run(
          """
          INSERT INTO reserved (name, club, kind, since) VALUES (?, ?, ?, ?)
          ON CONFLICT (name) DO NOTHING
          """, [name.name, name.club, name.kind, name.since])
      }
    }
  }

  /// All reserved names, in order.
  public func reserved() throws -> [ReservedName] {
    try reading { db in
      try db.rows("SELECT name, club, kind, since FROM reserved ORDER BY name") {
        ReservedName(
          name: try $0.text(0), club: try $0.text(1), kind: try $0.text(2),
          since: try $0.number(3))
      }
    }
  }

  /// Of a club that uses the id again; a thing that is called so stays reserved.
  public func release(clubID: String) throws {
    try writing { db in
      try db.run(
        "DELETE FROM reserved WHERE name = ? AND kind = ?", [clubID, ReservedName.clubKind])
    }
  }

  /// Names that may be given to others from now on; one that is not reserved is nothing wrong.
  public func release(_ names: [String]) throws {
    guard !names.isEmpty else { return }
    try writing { db in
      for name in names { try db.run("DELETE FROM reserved WHERE name = ?", [name]) }
    }
  }
}
