import GRDB

extension Database {
  /// Runs a statement that gives nothing back; it is prepared once for each connection.
  func run(_ sql: String, _ arguments: StatementArguments = []) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }

  /// All rows of a query, each made into a value; the statement is prepared once for each
  /// connection.
  func rows<T>(
    _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T
  ) throws -> [T] {
    let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
    var values: [T] = []
    while let row = try cursor.next() { values.append(try make(row)) }
    return values
  }
}

extension Row {
  func text(_ index: Int) throws -> String { try decode(String.self, atIndex: index) }
  func textIfAny(_ index: Int) throws -> String? { try decode(String?.self, atIndex: index) }
  func number(_ index: Int) throws -> Int64 { try decode(Int64.self, atIndex: index) }
  func numberIfAny(_ index: Int) throws -> Int64? { try decode(Int64?.self, atIndex: index) }
  func flag(_ index: Int) throws -> Bool { try decode(Bool.self, atIndex: index) }

  /// A word of a fixed list; anything else is damage.
  func word<T: RawRepresentable<String>>(_ type: T.Type, _ index: Int) throws -> T {
    let text = try text(index)
    guard let value = T(rawValue: text) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
    return value
  }

  /// A number that must fit.
  func exactly<T: FixedWidthInteger>(_ type: T.Type, _ index: Int) throws -> T {
    guard let value = T(exactly: try number(index)) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT)
    }
    return value
  }
}
