import ServiceContract
import Spec

/// Reads a club's folder of the provider's repository, whose names are not to be trusted: they
/// come from whoever could write to it.
///
/// Hidden files are left out, but for `/.well-known/` (RFC 8615). A link that stays inside is
/// published as a copy of what it leads to. What cannot be published safely refuses the whole.
struct SiteWalk {
  struct File {
    /// Within the site, with `/` between names.
    var path: String
    var content: ContentID
  }

  private let content: any RepositoryContent
  /// The site's folder in the repository.
  private let top: String
  private let limits: SiteLimits
  private var count = 0

  init(_ content: any RepositoryContent, top: String, limits: SiteLimits) {
    self.content = content
    self.top = top
    self.limits = limits
  }

  /// Calls `visit` for each file, folder by folder.
  mutating func run(
    _ visit: (File) throws(ServiceFailure) -> Void
  ) throws(ServiceFailure) {
    try walk(source: [], published: [], visit)
  }

  /// `source` is where the names are read, `published` where they go: they differ below links.
  private mutating func walk(
    source: [String], published: [String], _ visit: (File) throws(ServiceFailure) -> Void
  ) throws(ServiceFailure) {
    guard published.count <= limits.depth else {
      throw refusal(published, "folders are nested deeper than \(limits.depth)")
    }
    for entry in try list(source) {
      try check(entry.name, in: published)
      if isHidden(entry.name, at: source.count) { continue }
      let target = try followed(entry, in: source)
      count += 1
      // Folders count as well: empty ones must not go on for ever.
      guard count <= 2 * limits.files else { throw tooMany }
      switch target.entry.kind {
      case .file:
        try visit(
          File(path: (published + [entry.name]).joined(separator: "/"), content: target.entry.id))
      case .folder:
        try walk(source: target.path, published: published + [entry.name], visit)
      case .link, .other:
        throw refusal(published + [entry.name], "it is neither a file nor a folder")
      }
    }
  }

  var tooMany: ServiceFailure {
    .badContent("\(top) holds more than \(limits.files) files: too many to publish")
  }

  private func list(_ path: [String]) throws(ServiceFailure) -> [RepositoryEntry] {
    let folder = ([top] + path).joined(separator: "/")
    let entries: [RepositoryEntry]?
    do { entries = try content.list(folder) } catch { throw .source(folder, error) }
    guard let entries else { throw refusal(path, "there is no such folder") }
    guard Set(entries.map(\.name)).count == entries.count else {
      throw refusal(path, "it holds a name twice")
    }
    return entries
  }

  private func check(_ name: String, in folder: [String]) throws(ServiceFailure) {
    let isControl = name.utf8.contains { $0 < 32 || $0 == 127 }
    guard !name.isEmpty, name != ".", name != "..", !isControl, !name.utf8.contains(47) else {
      throw refusal(folder, "it holds a name that cannot be a file's")
    }
    guard name.utf8.count <= 255 else { throw refusal(folder, "it holds a name over 255 bytes") }
  }

  private func isHidden(_ name: String, at depth: Int) -> Bool {
    name.utf8.first == UInt8(ascii: ".") && !(depth == 0 && name == ".well-known")
  }

  // MARK: - Links

  private struct Target {
    var entry: RepositoryEntry
    var path: [String]
  }

  private func followed(
    _ entry: RepositoryEntry, in folder: [String]
  ) throws(ServiceFailure) -> Target {
    var target = Target(entry: entry, path: folder + [entry.name])
    for _ in 0..<8 {
      guard target.entry.kind == .link else { return target }
      target = try lookUp(try destination(of: target))
    }
    throw refusal(folder + [entry.name], "the link leads through too many links")
  }

  private func destination(of link: Target) throws(ServiceFailure) -> [String] {
    let bytes: [UInt8]
    do { bytes = try content.read(link.entry.id, limit: 4_096) } catch {
      throw .source(link.path.joined(separator: "/"), error)
    }
    var path = Array(link.path.dropLast())
    guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty, text.first != "/"
    else { throw refusal(link.path, "the link leads out of the site") }
    for part in text.split(separator: "/") where part != "." {
      if part != ".." {
        path.append(String(part))
      } else if path.popLast() == nil {
        throw refusal(link.path, "the link leads out of the site")
      }
    }
    guard !path.enumerated().contains(where: { isHidden($1, at: $0) }) else {
      throw refusal(link.path, "the link leads to a hidden file")
    }
    return path
  }

  private func lookUp(_ path: [String]) throws(ServiceFailure) -> Target {
    guard let name = path.last else {
      throw refusal([], "a link leads to the site's own folder")
    }
    let folder = Array(path.dropLast())
    guard let entry = try list(folder).first(where: { $0.name == name }) else {
      throw refusal(path, "a link leads there, and there is nothing")
    }
    return Target(entry: entry, path: path)
  }

  private func refusal(_ path: [String], _ why: String) -> ServiceFailure {
    .badContent("\(printable(([top] + path).joined(separator: "/"))): \(why)")
  }
}

extension ServiceFailure {
  static func badContent(_ message: String) -> ServiceFailure {
    ServiceFailure(
      code: "bad-content", message: message + "; what was published before stays", retry: .never)
  }

  static func source(_ path: String, _ error: any Error) -> ServiceFailure {
    ServiceFailure(
      code: "source", message: "\(printable(path)) cannot be read from the repository: \(error)",
      retry: .later)
  }

  init(_ failure: FileFailure, doing what: String) {
    let advice = failure.isFull ? "; free some space, what was there before stays" : ""
    self.init(
      code: failure.isFull ? "disk-full" : "file-system",
      message: "\(what): \(failure)\(advice)", retry: .later)
  }
}

/// At most `limit` characters, without control characters: for messages that quote a name.
func printable(_ text: String, limit: Int = 80) -> String {
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(limit) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: shown.append("\u{FFFD}")
    default: shown.append(scalar)
    }
  }
  return String(shown) + (text.unicodeScalars.count > limit ? "…" : "")
}
