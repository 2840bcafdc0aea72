import GRDB
public import Model
import Spec

/// A notice that waits to be sent to one receiver.
public struct WaitingNotice: Sendable, Equatable {
  /// Grows with every notice.
  public var id: Int64
  public var notice: Notice
}

/// How telling one receiver goes.
public struct ReceiverRecord: Sendable, Equatable {
  public var name: String
  /// Notices that are to be sent yet.
  public var waiting: Int
  public var delivered: Int64
  /// Notices that it never got.
  public var lost: Int64
  /// Seconds since 1970.
  public var lastDeliveredAt: Int64?
  /// Why the last attempt failed; nil when it did not.
  public var problem: String?

  public init(
    name: String, waiting: Int = 0, delivered: Int64 = 0, lost: Int64 = 0,
    lastDeliveredAt: Int64? = nil, problem: String? = nil
  ) {
    self.name = name
    self.waiting = waiting
    self.delivered = delivered
    self.lost = lost
    self.lastDeliveredAt = lastDeliveredAt
    self.problem = problem
  }
}

// MARK: - What was told

extension Inventory {
  /// Notices that wait for one receiver at most: over that the oldest are lost.
  public static let noticeLimit = 1_000

  /// What the receivers know of already, in no order.
  public func told() throws -> [Told] {
    try reading { db in
      try db.rows(
        "SELECT subject, event, condition, revision, since, isOpen, about FROM told", [], Told.init)
    }
  }

  /// Writes down what is told: with the status that it comes from, in ``together(_:)``.
  public func tell(_ telling: Telling) throws {
    guard !telling.isEmpty else { return }
    try writing { db in
      for key in telling.forgotten {
        try db.run(
          "DELETE FROM told WHERE subject = ? AND event = ?",
          [key.subject.description, key.event.rawValue])
      }
      for told in telling.remembered.values { try db.run(Told.saving, told.arguments) }
      for addressed in telling.notices {
        try db.run(Notice.inserting, addressed.notice.arguments(to: addressed.receiver))
      }
      for receiver in Set(telling.notices.map(\.receiver)) { try trim(receiver, db) }
    }
  }

  private func trim(_ receiver: String, _ db: Database) throws {
    try db.run(
      """
      DELETE FROM notice WHERE receiver = ?1 AND id <= (
        SELECT id FROM notice WHERE receiver = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
      """, [receiver, Inventory.noticeLimit])
    try countLost(db.changesCount, receiver, db)
  }

  private func countLost(_ count: Int, _ receiver: String, _ db: Database) throws {
    guard count > 0 else { return }
    try db.run("UPDATE receiver SET lost = lost + ? WHERE name = ?", [count, receiver])
  }
}

// MARK: - Sending

extension Inventory {
  /// From now on these are told; what waits for others goes. Without any, nothing counts as told.
  public func keepReceivers(_ names: [String]) throws {
    try writing { db in
      let known = try db.rows("SELECT name FROM receiver") { try $0.text(0) }
      for name in known where !names.contains(name) {
        try db.run("DELETE FROM notice WHERE receiver = ?", [name])
        try db.run("DELETE FROM receiver WHERE name = ?", [name])
      }
      for name in names {
        try db.run(
          """
          INSERT INTO receiver (name, delivered, lost) VALUES (?, 0, 0)
          ON CONFLICT (name) DO NOTHING
          """, [name])
      }
      if names.isEmpty { try db.run("DELETE FROM told") }
    }
  }

  /// How telling each of the kept receivers goes, by name.
  public func receivers() throws -> [ReceiverRecord] {
    try reading { db in
      try db.rows(
        """
        SELECT name, (SELECT count(*) FROM notice WHERE notice.receiver = receiver.name),
          delivered, lost, lastDeliveredAt, problem
        FROM receiver ORDER BY name
        """, [], ReceiverRecord.init)
    }
  }

  /// The oldest that waits; nil without any.
  public func nextNotice(for receiver: String) throws -> WaitingNotice? {
    try reading { db in
      try db.rows(
        "\(Notice.selecting) WHERE receiver = ? ORDER BY id LIMIT 1", [receiver],
        WaitingNotice.init
      ).first
    }
  }

  /// It has arrived. `time`: seconds since 1970.
  public func delivered(_ notice: WaitingNotice, to receiver: String, at time: Int64) throws {
    try writing { db in
      // Gone already when the queue overflowed meanwhile: it then counts as lost, and arrived.
      try db.run("DELETE FROM notice WHERE id = ?", [notice.id])
      try db.run(
        """
        UPDATE receiver SET delivered = delivered + 1, lastDeliveredAt = ?, problem = NULL
        WHERE name = ?
        """, [time, receiver])
    }
  }

  /// An attempt failed. `isLost`: it is not tried again.
  public func failed(
    _ notice: WaitingNotice, to receiver: String, because problem: String, isLost: Bool
  ) throws {
    try writing { db in
      try db.run("UPDATE receiver SET problem = ? WHERE name = ?", [problem, receiver])
      guard isLost else { return }
      try db.run("DELETE FROM notice WHERE id = ?", [notice.id])
      try countLost(db.changesCount, receiver, db)
    }
  }
}

// MARK: - Rows

extension Told {
  fileprivate static let saving = """
    INSERT INTO told (subject, event, condition, revision, since, isOpen, about)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (subject, event) DO UPDATE SET condition = excluded.condition,
      revision = excluded.revision, since = excluded.since, isOpen = excluded.isOpen,
      about = excluded.about
    """

  fileprivate var arguments: StatementArguments {
    [
      key.subject.description, key.event.rawValue, condition, revision, since, isOpen,
      about?.description,
    ]
  }

  fileprivate init(row: Row) throws {
    self.init(
      Key(try row.subject(0), try row.word(Notice.Event.self, 1)), condition: try row.text(2),
      revision: try row.text(3), since: try row.number(4), isOpen: try row.flag(5),
      about: try row.textIfAny(6).map { Fingerprint(hex: $0) })
  }
}

extension Notice {
  fileprivate static let inserting = """
    INSERT INTO notice (receiver, event, ended, subject, name, condition, message, revision, author,
      time, since)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  fileprivate static let selecting = """
    SELECT id, event, ended, subject, name, condition, message, revision, author, time, since
    FROM notice
    """

  fileprivate func arguments(to receiver: String) -> StatementArguments {
    [
      receiver, event.rawValue, ended?.rawValue, subject.description, name, condition, message,
      revision?.description, author, time, since,
    ]
  }
}

extension WaitingNotice {
  fileprivate init(row: Row) throws {
    self.init(
      id: try row.number(0),
      notice: Notice(
        event: try row.word(Notice.Event.self, 1),
        ended: try row.textIfAny(2) == nil ? nil : try row.word(Notice.Event.self, 2),
        subject: try row.subject(3), name: try row.text(4), condition: try row.text(5),
        message: try row.text(6), revision: try row.textIfAny(7).map { Revision($0) },
        author: try row.textIfAny(8), time: try row.number(9), since: try row.numberIfAny(10)))
  }
}

extension ReceiverRecord {
  fileprivate init(row: Row) throws {
    self.init(
      name: try row.text(0), waiting: try row.exactly(Int.self, 1),
      delivered: try row.number(2), lost: try row.number(3),
      lastDeliveredAt: try row.numberIfAny(4), problem: try row.textIfAny(5))
  }
}

extension Row {
  fileprivate func subject(_ index: Int) throws -> Notice.Subject {
    guard let subject = Notice.Subject(try text(index)) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT)
    }
    return subject
  }
}
