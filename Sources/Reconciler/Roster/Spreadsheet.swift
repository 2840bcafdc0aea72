/// The rows of a CSV file (RFC 4180), with semicolons and tabs as people's programs write them.
///
/// A reader of our own: SwiftCSV drops spaces at the beginning of cells, swallows a quote that is
/// never closed, and tells no line of an error.
struct Spreadsheet {
  struct Row: Equatable {
    /// Where it begins, from 1.
    var line: Int
    var cells: [String]

    var isBlank: Bool { cells.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
  }

  static let mostRows = 20_000
  static let mostColumns = 200
  static let longestCell = 10_000

  /// Without blank rows.
  private(set) var rows: [Row] = []
  let delimiter: Unicode.Scalar

  /// - Parameter delimiter: nil finds it in the first line.
  init(_ text: String, delimiter: Unicode.Scalar? = nil) throws(RosterFailure) {
    var scanner = Scanner(text)
    // Excel's own way to say it.
    let said = scanner.takeSeparatorLine()
    if let told = delimiter ?? said {
      self.delimiter = told
    } else {
      self.delimiter = try scanner.likelyDelimiter()
    }
    while let row = try scanner.row(self.delimiter) {
      if row.isBlank { continue }
      guard rows.count < Spreadsheet.mostRows else {
        throw RosterFailure(
          line: row.line, "more than \(Spreadsheet.mostRows) rows: is it a list of members?")
      }
      rows.append(row)
    }
  }
}

private struct Scanner {
  private let scalars: [Unicode.Scalar]
  private var at = 0
  private var line = 1

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  /// The separator of a first line such as `sep=;`, which is then passed.
  mutating func takeSeparatorLine() -> Unicode.Scalar? {
    let first = scalars.prefix { $0 != "\n" && $0 != "\r" }
    guard first.count == 5, String(String.UnicodeScalarView(first.prefix(4))) == "sep=" else {
      return nil
    }
    at = 5
    _ = takeLineEnd()
    return scalars[4]
  }

  /// What parts the first row: the one that stands there most often, outside of quotes.
  func likelyDelimiter() throws(RosterFailure) -> Unicode.Scalar {
    var counts: [Unicode.Scalar: Int] = [",": 0, ";": 0, "\t": 0, "|": 0]
    var isQuoted = false
    for scalar in scalars[at...] {
      if scalar == "\"" { isQuoted.toggle() }
      if isQuoted { continue }
      if scalar == "\n" || scalar == "\r" { break }
      counts[scalar]? += 1
    }
    let most = counts.values.max() ?? 0
    let candidates = counts.filter { $0.value == most }.keys
    if most == 0 { return "," }
    guard candidates.count == 1, let delimiter = candidates.first else {
      throw RosterFailure(
        line: 1, "commas or semicolons: it cannot be told what parts the columns; --delimiter does")
    }
    return delimiter
  }

  /// Nil at the end.
  mutating func row(_ delimiter: Unicode.Scalar) throws(RosterFailure) -> Spreadsheet.Row? {
    guard current != nil else { return nil }
    var row = Spreadsheet.Row(line: line, cells: [])
    while true {
      row.cells.append(try cell(delimiter))
      guard row.cells.count <= Spreadsheet.mostColumns else {
        throw RosterFailure(line: row.line, "more than \(Spreadsheet.mostColumns) columns")
      }
      if current == delimiter {
        at += 1
        continue
      }
      _ = takeLineEnd()
      return row
    }
  }

  private mutating func cell(_ delimiter: Unicode.Scalar) throws(RosterFailure) -> String {
    if current == "\"" { return try quotedCell(delimiter) }
    var cell: [Unicode.Scalar] = []
    while let scalar = current, scalar != delimiter, scalar != "\n", scalar != "\r" {
      try append(scalar, to: &cell)
      at += 1
    }
    return text(cell)
  }

  private mutating func quotedCell(_ delimiter: Unicode.Scalar) throws(RosterFailure) -> String {
    let start = line
    at += 1
    var cell: [Unicode.Scalar] = []
    while let scalar = current {
      if takeLineEnd() {
        try append("\n", to: &cell)
        continue
      }
      at += 1
      if scalar == "\"", current != "\"" {
        guard current == nil || current == delimiter || current == "\n" || current == "\r" else {
          throw RosterFailure(
            line: line, "there is text after a closing quote; a quote in a cell is written twice")
        }
        return text(cell)
      }
      if scalar == "\"" { at += 1 }
      try append(scalar, to: &cell)
    }
    throw RosterFailure(line: start, "a quote is opened here and never closed")
  }

  private func text(_ cell: [Unicode.Scalar]) -> String { String(String.UnicodeScalarView(cell)) }

  private func append(
    _ scalar: Unicode.Scalar, to cell: inout [Unicode.Scalar]
  ) throws(RosterFailure) {
    guard cell.count < Spreadsheet.longestCell else {
      throw RosterFailure(
        line: line,
        "a cell has more than \(Spreadsheet.longestCell) characters: is a quote missing?")
    }
    cell.append(scalar)
  }

  private mutating func takeLineEnd() -> Bool {
    switch current {
    case "\n": at += 1
    case "\r":
      at += 1
      if current == "\n" { at += 1 }
    default: return false
    }
    line += 1
    return true
  }
}
