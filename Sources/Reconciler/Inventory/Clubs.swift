import GRDB
public import Model
import Spec

extension Inventory {
  /// What is remembered of a club, with its conditions and digests; nil for one that is not known.
  public func club(_ id: String) throws -> ClubRecord? {
    try reading { db in
      guard
        var record = try db.rows("\(ClubRecord.selecting) WHERE id = ?", [id], ClubRecord.init)
          .first
      else { return nil }
      record.conditions = try db.rows(
        "\(Condition.selecting) WHERE club = ? ORDER BY position", [id], Condition.init)
      for (service, digest) in try db.rows(
        "\(DigestRecord.selecting) WHERE club = ?", [id], DigestRecord.entry)
      {
        record.digests[service] = digest
      }
      return record
    }
  }

  /// All clubs that are remembered, by id.
  public func clubs() throws -> [ClubRecord] {
    try reading { db in
      var records = try db.rows("\(ClubRecord.selecting) ORDER BY id", [], ClubRecord.init)
      let index = Dictionary(
        records.indices.map { (records[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
      let conditions = try db.rows("\(Condition.selecting) ORDER BY club, position") {
        (try $0.text(0), try Condition(row: $0))
      }
      for (club, condition) in conditions {
        if let at = index[club] { records[at].conditions.append(condition) }
      }
      let digests = try db.rows(DigestRecord.selecting) {
        (try $0.text(0), try DigestRecord.entry(row: $0))
      }
      for (club, (service, digest)) in digests {
        if let at = index[club] { records[at].digests[service] = digest }
      }
      return records
    }
  }

  /// Writes these clubs down as they are now, all but their pauses.
  public func save(_ records: [ClubRecord]) throws {
    guard !records.isEmpty else { return }
    try writing { db in
      for record in records {
        try db.run(ClubRecord.saving, record.arguments)
        try db.run("DELETE FROM condition WHERE club = ?", [record.id])
        for (position, condition) in record.conditions.enumerated() {
          try db.run(Condition.inserting, condition.arguments(of: record.id, at: position))
        }
        try db.run("DELETE FROM digest WHERE club = ?", [record.id])
        for (service, digest) in record.digests {
          try db.run(
            "INSERT INTO digest (club, service, digest, desired) VALUES (?, ?, ?, ?)",
            [record.id, service, digest.digest, digest.desired.description])
        }
      }
    }
  }

  /// Forgets a club that left; what it owns and its history stay.
  public func removeClub(_ id: String) throws {
    try writing { db in try db.run("DELETE FROM club WHERE id = ?", [id]) }
  }

  /// Leaves a club alone until a time, in seconds since 1970, or until ``resume(_:)``.
  ///
  /// A club that is not known yet is remembered for it, as `Unknown`.
  public func pause(_ club: String, until: Int64?, reason: String, by: String) throws {
    try writing { db in
      try db.run(
        """
        INSERT INTO club (id, name, sync, health, protected, pausedUntil, pauseReason, pausedBy)
        VALUES (?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
          pausedUntil = excluded.pausedUntil, pauseReason = excluded.pauseReason,
          pausedBy = excluded.pausedBy
        """,
        [
          club, club, SyncState.unknown.rawValue, HealthState.progressing.rawValue, until, reason,
          by,
        ])
    }
  }

  /// Of the clubs that are left alone at that time, in seconds since 1970.
  public func pauses(at now: Int64) throws -> [String: Pause] {
    try reading { db in
      let pauses = try db.rows(
        """
        SELECT id, pausedUntil, pauseReason, pausedBy FROM club
        WHERE pauseReason IS NOT NULL AND (pausedUntil IS NULL OR pausedUntil > ?)
        """, [now]
      ) {
        (
          try $0.text(0),
          Pause(until: try $0.numberIfAny(1), reason: try $0.text(2), by: try $0.text(3))
        )
      }
      return Dictionary(pauses) { first, _ in first }
    }
  }

  /// Ends a pause; without one, or without the club, nothing happens.
  public func resume(_ club: String) throws {
    try writing { db in
      try db.run(
        "UPDATE club SET pausedUntil = NULL, pauseReason = NULL, pausedBy = NULL WHERE id = ?",
        [club])
    }
  }
}

extension ClubRecord {
  fileprivate static let selecting = """
    SELECT id, name, sync, health, lastAttemptedRevision, lastAppliedRevision, goodFile,
      goodContent, goodSiteTree, lastReconciledAt, protected, pausedUntil, pauseReason, pausedBy,
      goodPrivate
    FROM club
    """

  fileprivate static let saving = """
    INSERT INTO club (id, name, sync, health, lastAttemptedRevision, lastAppliedRevision, goodFile,
      goodContent, goodPrivate, goodSiteTree, lastReconciledAt, protected)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, sync = excluded.sync, health = excluded.health,
      lastAttemptedRevision = excluded.lastAttemptedRevision,
      lastAppliedRevision = excluded.lastAppliedRevision, goodFile = excluded.goodFile,
      goodContent = excluded.goodContent, goodPrivate = excluded.goodPrivate,
      goodSiteTree = excluded.goodSiteTree,
      lastReconciledAt = excluded.lastReconciledAt, protected = excluded.protected
    """

  fileprivate var arguments: StatementArguments {
    [
      id, name, sync.rawValue, health.rawValue, lastAttemptedRevision?.description,
      lastAppliedRevision?.description, lastGood?.file, lastGood?.content.hex,
      lastGood?.privateContent?.hex, lastGood?.siteTree?.hex, lastReconciledAt, protected,
    ]
  }

  fileprivate init(row: Row) throws {
    self.init(
      id: try row.text(0), name: try row.text(1), sync: try row.word(SyncState.self, 2),
      health: try row.word(HealthState.self, 3),
      lastAttemptedRevision: try row.textIfAny(4).map { Revision($0) },
      lastAppliedRevision: try row.textIfAny(5).map { Revision($0) },
      lastReconciledAt: try row.numberIfAny(9), protected: try row.flag(10))
    if let file = try row.textIfAny(6) {
      lastGood = LastGood(
        file: file, content: ContentID(hex: try row.text(7)),
        privateContent: try row.textIfAny(14).map { ContentID(hex: $0) },
        siteTree: try row.textIfAny(8).map { ContentID(hex: $0) })
    }
    if let reason = try row.textIfAny(12) {
      pause = Pause(until: try row.numberIfAny(11), reason: reason, by: try row.text(13))
    }
  }
}

extension Condition {
  fileprivate static let selecting = """
    SELECT club, type, status, reason, message, observedRevision, lastTransitionTime FROM condition
    """

  fileprivate static let inserting = """
    INSERT INTO condition (club, position, type, status, reason, message, observedRevision,
      lastTransitionTime)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """

  fileprivate func arguments(of club: String, at position: Int) -> StatementArguments {
    [
      club, position, type.rawValue, status.rawValue, reason, message,
      observedRevision?.description, lastTransitionTime,
    ]
  }

  fileprivate init(row: Row) throws {
    self.init(
      type: try row.word(Kind.self, 1), status: try row.word(Status.self, 2),
      reason: try row.text(3), message: try row.text(4),
      observedRevision: try row.textIfAny(5).map { Revision($0) },
      lastTransitionTime: try row.number(6))
  }
}

extension DigestRecord {
  fileprivate static let selecting = "SELECT club, service, digest, desired FROM digest"

  fileprivate static func entry(row: Row) throws -> (String, DigestRecord) {
    (
      try row.text(1),
      DigestRecord(digest: try row.text(2), desired: Fingerprint(hex: try row.text(3)))
    )
  }
}
