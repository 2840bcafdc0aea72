import Foundation

/// The text of a spreadsheet's export, whatever the office program wrote.
struct SpreadsheetText {
  /// More is no list of a club's members.
  static let mostBytes = 4 << 20

  let text: String
  /// As people call it: `UTF-8`, `Windows-1252`.
  let encoding: String
  /// Whether the encoding is only likely: the file does not say.
  var isGuess: Bool { encoding == SpreadsheetText.windows }

  private static let windows = "Windows-1252"

  init(_ bytes: [UInt8]) throws(RosterFailure) {
    guard bytes.count <= SpreadsheetText.mostBytes else {
      throw RosterFailure("the file is larger than 4 MiB: is it a list of members?")
    }
    if let marked = SpreadsheetText.marked(bytes) {
      guard let text = marked.text else {
        throw RosterFailure("the file says that it is \(marked.encoding), and is not")
      }
      (self.text, encoding) = (text, marked.encoding)
    } else if bytes.contains(0) {
      throw RosterFailure(
        "this is no text: export the sheet as CSV, not as a workbook (.xlsx, .ods)")
    } else if let text = String(validating: bytes, as: UTF8.self) {
      (self.text, encoding) = (text, "UTF-8")
    } else if let text = String(data: Data(bytes), encoding: .windowsCP1252) {
      (self.text, encoding) = (text, SpreadsheetText.windows)
    } else {
      throw RosterFailure("the text is neither UTF-8 nor Windows-1252: export it as UTF-8")
    }
    try SpreadsheetText.refuseWorkbooks(text)
  }

  /// A byte order mark says which encoding it is.
  private static func marked(_ bytes: [UInt8]) -> (text: String?, encoding: String)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return (String(validating: bytes.dropFirst(3), as: UTF8.self), "UTF-8")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let text = bytes.count % 2 == 0 ? String(data: Data(bytes), encoding: .utf16) : nil
      return (
        text?.hasPrefix("\u{FEFF}") == true ? String(text?.dropFirst() ?? "") : text, "UTF-16"
      )
    }
    return nil
  }

  private static func refuseWorkbooks(_ text: String) throws(RosterFailure) {
    let control = text.unicodeScalars.prefix(4096).contains {
      $0.value < 0x20 && $0 != "\n" && $0 != "\r" && $0 != "\t" || $0 == "\u{7F}"
    }
    if control || text.hasPrefix("%PDF") || text.hasPrefix("PK\u{3}") {
      throw RosterFailure(
        "this is no text: export the sheet as CSV, not as a workbook (.xlsx, .ods)")
    }
  }
}
