import FoundationEssentials
import Glibc
import Model
import Reporting
import Spec

/// A notice as a message of RFC 5322, in 7 bits: headers that nothing in the notice can add to
/// (RFC 2047 where they are not ASCII), and a body in quoted-printable (RFC 2045).
struct MailMessage {
  private let letter: NoticeLetter
  private let from: String
  private let to: String

  init(_ letter: NoticeLetter, from: String, to: String) {
    self.letter = letter
    self.from = from
    self.to = to
  }

  /// Lines end with a single line feed, as sendmail wants them on its input.
  var text: String {
    let subject = "[allotment] \(letter.subject): \(letter.headline)"
    let headers = [
      "Date: \(Self.date(letter.notice.time))",
      "From: allotment <\(from)>",
      "To: <\(to)>",
      "Subject: \(Self.encodedWords(subject))",
      "Message-ID: <allotment-\(letter.id)@\(Self.hostName)>",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
    ]
    let body = lines.map(Self.quotedPrintable).joined(separator: "\n")
    return headers.joined(separator: "\n") + "\n\n" + body + "\n"
  }

  private var lines: [String] {
    let notice = letter.notice
    var lines = [
      "\(letter.subject): \(letter.headline)", "", letter.clean(notice.message), "",
      "condition  \(letter.clean(notice.condition, limit: 100))",
      "time       \(timestamp(notice.time))",
    ]
    if let since = notice.since { lines.append("since      \(timestamp(since))") }
    if let revision = notice.revision {
      let author = notice.author.map { ", by \(letter.clean($0, limit: 200))" } ?? ""
      lines.append("revision   \(letter.clean(revision.description, limit: 200))\(author)")
    }
    return lines + ["", letter.advice]
  }

  /// Unstructured text of a header: as it is when it is short and ASCII, else in encoded words of
  /// whole characters, so short that the first fits into a line with the header's name.
  static func encodedWords(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    if isPlain, text.utf8.count <= 66, !text.contains("=?") { return text }
    var words: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if words[words.count - 1].count + bytes.count > 39 { words.append([]) }
      words[words.count - 1] += bytes
    }
    return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\n ")
  }

  /// One line of text; may become several, of at most 76 characters.
  static func quotedPrintable(_ line: String) -> String {
    var result = ""
    var width = 0
    let bytes = Array(line.utf8)
    for (index, byte) in bytes.enumerated() {
      let isLast = index == bytes.count - 1
      let isPlain =
        (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "=") || byte == 0x20 && !isLast
      // A line that is only a point ends the message for some programs.
      let isRisky = width == 0 && byte == UInt8(ascii: ".")
      let piece =
        isPlain && !isRisky
        ? String(UnicodeScalar(byte))
        : "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      if width + piece.utf8.count > 75 {
        result += "=\n"
        width = 0
      }
      result += piece
      width += piece.utf8.count
    }
    return result
  }

  /// `Mon, 30 Nov 2026 04:03:40 +0000`
  static func date(_ seconds: Int64) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
      + "\(parts.tm_year + 1900) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) "
      + "+0000"
  }

  /// Of this machine, fit for an address.
  static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, 255) == 0 else { return "localhost" }
    let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let isName = name.allSatisfy { byte in
      (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
        || byte == 0x2d || byte == 0x2e
    }
    guard isName, !name.isEmpty, name.first != 0x2e, name.last != 0x2e else { return "localhost" }
    return String(decoding: name, as: UTF8.self)
  }
}
