/// A place in a text: line and column count from 1, columns in Unicode scalars.
public struct SourcePosition: Hashable, Comparable, Sendable {
  public var line: UInt32
  public var column: UInt32

  public init(line: UInt32, column: UInt32) {
    self.line = line
    self.column = column
  }

  /// Where problems of a whole file stand.
  public static let start = SourcePosition(line: 1, column: 1)

  public static func < (a: Self, b: Self) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

/// A place in a file of the provider's repository; `file` is relative to the repository's root.
public struct SourceLocation: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var file: String
  public var position: SourcePosition

  public init(file: String, position: SourcePosition) {
    self.file = file
    self.position = position
  }

  /// `clubs/chess.yaml:14:9`
  public var description: String { "\(file):\(position.line):\(position.column)" }

  public static func < (a: Self, b: Self) -> Bool {
    (a.file, a.position) < (b.file, b.position)
  }
}

/// A value together with the place where it was written.
public struct Located<Value> {
  public var value: Value
  public var position: SourcePosition

  public init(_ value: Value, at position: SourcePosition) {
    self.value = value
    self.position = position
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
