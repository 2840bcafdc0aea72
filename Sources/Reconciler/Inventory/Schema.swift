import GRDB

/// The shape of the file, and how an older one is brought up to it.
///
/// A migration that was released is never edited: another is added after it.
enum Schema {
  /// `allt`, in the header of the file: tells an inventory from any other SQLite database.
  static let applicationID: Int32 = 0x616C_6C74

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      for statement in version1 { try db.execute(sql: statement) }
    }
    migrator.registerMigration("2-notices") { db in
      for statement in version2 { try db.execute(sql: statement) }
    }
    // The history has words for what people decide, which an older version cannot read.
    migrator.registerMigration("3-decisions") { _ in }
    // A good state is both files of a club.
    migrator.registerMigration("4-private") { db in
      try db.execute(sql: "ALTER TABLE club ADD COLUMN goodPrivate TEXT")
    }
    // A commit that does not touch a club is no news of its troubles.
    migrator.registerMigration("5-about") { db in
      try db.execute(sql: "ALTER TABLE told ADD COLUMN about TEXT")
    }
    return migrator
  }

  private static let version1 = [
    // What is ours. `wasApplied` is 0 until the first acknowledgement.
    """
    CREATE TABLE owned (
      club TEXT NOT NULL,
      service TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      rank INTEGER NOT NULL,
      namesHost INTEGER NOT NULL CHECK (namesHost IN (0, 1)),
      keepsNameReserved INTEGER NOT NULL CHECK (keepsNameReserved IN (0, 1)),
      state TEXT NOT NULL CHECK (state IN ('intended', 'applied')),
      wasApplied INTEGER NOT NULL CHECK (wasApplied IN (0, 1)),
      fingerprint TEXT NOT NULL,
      appliedAt INTEGER NOT NULL,
      revision TEXT NOT NULL,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      column INTEGER NOT NULL,
      protection TEXT CHECK (protection IN ('club', 'members', 'site')),
      PRIMARY KEY (club, service, kind, name)
    ) STRICT, WITHOUT ROWID
    """,
    // How many of these each club has: asked at every plan, and too many to be counted then.
    """
    CREATE TABLE ownedCount (
      club TEXT NOT NULL PRIMARY KEY,
      count INTEGER NOT NULL CHECK (count > 0)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER owned_added AFTER INSERT ON owned BEGIN
      INSERT INTO ownedCount (club, count) VALUES (NEW.club, 1)
      ON CONFLICT (club) DO UPDATE SET count = count + 1;
    END
    """,
    """
    CREATE TRIGGER owned_struck AFTER DELETE ON owned BEGIN
      DELETE FROM ownedCount WHERE club = OLD.club AND count = 1;
      UPDATE ownedCount SET count = count - 1 WHERE club = OLD.club;
    END
    """,
    """
    CREATE TABLE club (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      sync TEXT NOT NULL,
      health TEXT NOT NULL,
      lastAttemptedRevision TEXT,
      lastAppliedRevision TEXT,
      goodFile TEXT,
      goodContent TEXT,
      goodSiteTree TEXT,
      lastReconciledAt INTEGER,
      protected INTEGER NOT NULL CHECK (protected IN (0, 1)),
      pausedUntil INTEGER,
      pauseReason TEXT,
      pausedBy TEXT
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE condition (
      club TEXT NOT NULL REFERENCES club (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      type TEXT NOT NULL,
      status TEXT NOT NULL,
      reason TEXT NOT NULL,
      message TEXT NOT NULL,
      observedRevision TEXT,
      lastTransitionTime INTEGER NOT NULL,
      PRIMARY KEY (club, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE digest (
      club TEXT NOT NULL REFERENCES club (id) ON DELETE CASCADE,
      service TEXT NOT NULL,
      digest TEXT NOT NULL,
      desired TEXT NOT NULL,
      PRIMARY KEY (club, service)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE reserved (
      name TEXT NOT NULL PRIMARY KEY,
      club TEXT NOT NULL,
      kind TEXT NOT NULL,
      since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // AUTOINCREMENT: ids have no gaps, so the oldest to keep is found by counting.
    """
    CREATE TABLE history (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      time INTEGER NOT NULL,
      club TEXT NOT NULL,
      revision TEXT NOT NULL,
      change TEXT NOT NULL,
      action TEXT NOT NULL,
      result TEXT NOT NULL,
      message TEXT NOT NULL,
      author TEXT,
      cycle TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX history_of_club ON history (club)",
    """
    CREATE TABLE setting (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
  ]

  private static let version2 = [
    // Troubles that were told: what is still as it was is not told again, by the next process
    // either.
    """
    CREATE TABLE told (
      subject TEXT NOT NULL,
      event TEXT NOT NULL CHECK (event IN ('drift', 'held', 'failed')),
      condition TEXT NOT NULL,
      revision TEXT NOT NULL,
      since INTEGER NOT NULL,
      isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
      PRIMARY KEY (subject, event)
    ) STRICT, WITHOUT ROWID
    """,
    // Notices that wait to be sent, one for each receiver.
    """
    CREATE TABLE notice (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      receiver TEXT NOT NULL,
      event TEXT NOT NULL,
      ended TEXT,
      subject TEXT NOT NULL,
      name TEXT NOT NULL,
      condition TEXT NOT NULL,
      message TEXT NOT NULL,
      revision TEXT,
      author TEXT,
      time INTEGER NOT NULL,
      since INTEGER
    ) STRICT
    """,
    "CREATE INDEX notice_of_receiver ON notice (receiver, id)",
    """
    CREATE TABLE receiver (
      name TEXT NOT NULL PRIMARY KEY,
      delivered INTEGER NOT NULL,
      lost INTEGER NOT NULL,
      lastDeliveredAt INTEGER,
      problem TEXT
    ) STRICT, WITHOUT ROWID
    """,
  ]
}
