import Foundation
import Glibc
import ServiceContract

/// The file of vhosts that ejabberd.yml includes.
///
/// Its first lines are comments, one JSON object a vhost, from which allotment reads it back; what
/// follows is made from these, so that an edit by hand is noticed.
struct HostsFile: Equatable, Sendable {
  /// By name.
  var entries: [String: HostEntry] = [:]
  /// Whether the text was exactly what the entries make: nobody edited it.
  var isIntact = true

  private static let title =
    "# Written by allotment, and included by ejabberd.yml. Changes made here are undone."
  private static let mark = "#= "

  /// - Throws: when the file is there and is not ours to write.
  init(path: String) throws(ServiceFailure) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      guard access(path, F_OK) != 0, errno == ENOENT else {
        throw ServiceFailure(
          code: "hosts-file", message: "\(path) cannot be read", retry: .later)
      }
      self.init()
      return
    }
    try self.init(text: String(decoding: bytes, as: UTF8.self), path: path)
  }

  init(text: String, path: String) throws(ServiceFailure) {
    let lines = text.split(separator: "\n")
    let isEmpty = lines.allSatisfy { $0.hasPrefix("#") || $0 == "{}" || $0 == "---" }
    guard lines.first.map(String.init) == Self.title || isEmpty else {
      throw ServiceFailure(
        code: "hosts-file",
        message: "\(path) was not written by allotment: give it a file of its own", retry: .never)
    }
    for line in lines where line.hasPrefix(Self.mark) {
      guard
        let entry = try? JSONDecoder().decode(
          HostEntry.self, from: Data(line.dropFirst(Self.mark.count).utf8))
      else {
        throw ServiceFailure(
          code: "hosts-file",
          message: "\(path) was edited, and which vhosts it held cannot be told: put back "
            + "the line `\(printable(String(line.prefix(60))))…`", retry: .never)
      }
      entries[entry.host] = entry
    }
    isIntact = lines.isEmpty || self.text == text || (entries.isEmpty && isEmpty)
  }

  init() {}

  private var sorted: [HostEntry] { entries.values.sorted { $0.host < $1.host } }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = [Self.title]
    for entry in sorted {
      // Encoding text, lists and flags cannot fail.
      let json = (try? encoder.encode(entry)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      lines.append(Self.mark + ascii(json))
    }
    let listed = sorted.filter(\.isListed)
    if entries.isEmpty { lines.append("{}") }
    if !listed.isEmpty {
      lines.append("\"hosts\":")
      lines += listed.map { "  - \(YAMLText.text($0.host).flow)" }
    }
    let configured = sorted.compactMap { entry in
      entry.hostConfiguration.map { (entry.host, $0) }
    }
    if !configured.isEmpty {
      lines.append("\"host_config\":")
      lines += configured.map { "  \(YAMLText.text($0).flow): \($1.flow)" }
    }
    if !entries.isEmpty {
      lines.append("\"append_host_config\":")
      lines += sorted.map { "  \(YAMLText.text($0.host).flow): \($0.additions.flow)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The file is there whole or not at all, also after a power cut. A file that is there keeps its
  /// mode; a new one can be read by everybody, as ejabberd must.
  func write(to path: String) throws(ServiceFailure) {
    var information = stat()
    let mode = stat(path, &information) == 0 ? information.st_mode & 0o777 : 0o644
    do throws(UnwrittenFile) {
      try replaceFile(
        path, with: Array(text.utf8), draft: "\(path).\(getpid()).tmp", mode: mode)
    } catch {
      throw ServiceFailure(
        code: "hosts-file",
        message: "cannot write \(path): \(String(cString: strerror(error.code)))", retry: .later)
    }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    syncFolder(folder.isEmpty ? "/" : folder)
  }
}

/// JSON in ASCII: no character of it ends a line of YAML's comments.
private func ascii(_ json: String) -> String {
  json.utf16.reduce(into: "") { text, unit in
    if unit < 127 {
      text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
    } else {
      let hex = String(unit, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
  }
}
