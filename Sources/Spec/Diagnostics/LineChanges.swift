/// What a change did to the lines of a text.
public struct LineChanges: Sendable, Equatable {
  /// Lines that were replaced; one of the two ranges is empty when lines only came or went. Lines
  /// count from 1.
  public struct Hunk: Sendable, Equatable {
    public var old: Range<UInt32>
    public var new: Range<UInt32>

    public init(old: Range<UInt32>, new: Range<UInt32>) {
      self.old = old
      self.new = new
    }
  }

  /// In the order of the text.
  public var hunks: [Hunk]

  public init(hunks: [Hunk]) { self.hunks = hunks }

  enum Origin: Equatable {
    /// The same line stood here before.
    case unchanged(UInt32)
    /// It came with this change.
    case changed(Hunk)
  }

  /// Where a line of the new text comes from.
  func origin(of line: UInt32) -> Origin {
    var last: Hunk?
    for hunk in hunks {
      if hunk.new.contains(line) { return .changed(hunk) }
      if line < hunk.new.lowerBound { break }
      last = hunk
    }
    guard let last else { return .unchanged(line) }
    return .unchanged(line - last.new.upperBound + last.old.upperBound)
  }
}
