import CWideCharacters
import Glibc

/// A line of source as it fits on a terminal, and what stands below it in front of a mark.
struct SourceExcerpt {
  /// Cells that are shown on each side of the place, at most; a longer line is cut there.
  private static let reach = 60
  /// Characters without a width of their own are counted, too: there may be thousands.
  private static let most = 240

  /// The line; what a terminal would act on is U+FFFD.
  let text: String
  /// As many cells as the text has in front of the place, with tabs where it has tabs.
  let blank: String

  /// - Parameters:
  ///   - column: in Unicode scalars, from 0; what lies past the end counts as the end.
  ///   - width: of a character, in cells.
  init(_ line: String, column: Int, width: (Unicode.Scalar) -> Int) {
    let scalars = line.unicodeScalars
    let place =
      scalars.index(scalars.startIndex, offsetBy: max(0, column), limitedBy: scalars.endIndex)
      ?? scalars.endIndex
    var start = place
    var room = Room()
    while start > scalars.startIndex, room.takes(width(scalars[scalars.index(before: start)])) {
      start = scalars.index(before: start)
    }
    // A combining character without what it combines with would join our margin.
    while start > scalars.startIndex, start < place, width(scalars[start]) == 0 {
      start = scalars.index(after: start)
    }
    var end = place
    room = Room()
    while end < scalars.endIndex, room.takes(width(scalars[end])) {
      end = scalars.index(after: end)
    }
    let isCut = (start > scalars.startIndex, end < scalars.endIndex)
    text =
      (isCut.0 ? "…" : "") + scalars[start..<end].map(shown).joined() + (isCut.1 ? "…" : "")
    blank =
      (isCut.0 ? " " : "")
      + scalars[start..<place].map { scalar in
        scalar == "\t" ? "\t" : String(repeating: " ", count: width(scalar))
      }.joined()
  }

  private struct Room {
    private var cells = SourceExcerpt.reach
    private var characters = SourceExcerpt.most

    mutating func takes(_ width: Int) -> Bool {
      cells -= width
      characters -= 1
      return cells >= 0 && characters >= 0
    }
  }
}

private func shown(_ scalar: Unicode.Scalar) -> String {
  isPrintable(scalar) || scalar == "\t" ? String(scalar) : "\u{FFFD}"
}

/// Calls `body` with a function that tells how many cells of a terminal a character takes: 2 for
/// East Asian wide ones, 0 for combining ones, as the C library says (`wcwidth` of POSIX).
func withCellWidths(_ body: ((Unicode.Scalar) -> Int) -> Void) {
  // Without this locale all but ASCII counts as one cell.
  let locale = newlocale(Int32(1) << LC_CTYPE, "C.UTF-8", nil)
  let before = locale.flatMap { uselocale($0) }
  defer {
    if let before { uselocale(before) }
    if let locale { freelocale(locale) }
  }
  body { scalar in
    if scalar.isASCII || !isPrintable(scalar) { return 1 }
    return max(0, Int(wcwidth(wchar_t(bitPattern: scalar.value))))
  }
}
