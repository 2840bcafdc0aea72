/// The folders of static sites: whether they exist, and what in them cannot be published.
struct SiteFolders {
  /// More files than these are no club's site.
  static let mostFiles = 50_000
  private static let mostProblems = 20
  private static let deepest = 64

  /// What is wrong below one tree; the same for the same tree.
  struct Problem: Sendable {
    var rule: Rule
    var message: String
  }

  private let content: any RepositoryContent
  private var listings: [String: [String: RepositoryEntry]?] = [:]
  /// By tree, over several revisions.
  private(set) var checked: [ContentID: [Problem]]

  init(_ content: any RepositoryContent, checked: [ContentID: [Problem]]) {
    self.content = content
    self.checked = checked
  }

  /// The tree of a site's folder, and what is wrong with it.
  mutating func look(at path: String) throws -> (tree: ContentID?, problems: [Problem]) {
    var folder = ""
    var tree: ContentID?
    for name in path.split(separator: "/") {
      let here = folder.isEmpty ? String(name) : "\(folder)/\(name)"
      guard let entry = try entry(String(name), in: folder) else {
        return (nil, [Problem(rule: .sitePath, message: "there is no folder \(quoted(here))")])
      }
      switch entry.kind {
      case .folder: break
      case .link:
        return (nil, [Problem(rule: .siteLink, message: "\(quoted(here)) is a link")])
      case .file, .other:
        return (nil, [Problem(rule: .sitePath, message: "\(quoted(here)) is not a folder")])
      }
      folder = here
      tree = entry.id
    }
    guard let tree else { return (nil, []) }
    if let known = checked[tree] { return (tree, known) }
    let problems = try check(path)
    checked[tree] = problems
    return (tree, problems)
  }

  private mutating func entry(_ name: String, in folder: String) throws -> RepositoryEntry? {
    if let listing = listings[folder] { return listing?[name] }
    let listing = try content.list(folder).map { entries in
      Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
    }
    listings[folder] = .some(listing)
    return listing?[name]
  }

  private func check(_ path: String) throws -> [Problem] {
    var problems: [Problem] = []
    var files = 0
    var open = [(folder: "", depth: 0)]
    while let (folder, depth) = open.popLast() {
      for entry in try content.list(folder.isEmpty ? path : "\(path)/\(folder)") ?? [] {
        guard !entry.name.hasPrefix(".") else { continue }
        let here = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
        switch entry.kind {
        case .folder:
          guard depth < SiteFolders.deepest else {
            return problems + [
              Problem(rule: .siteSize, message: "the site's folders nest too deep")
            ]
          }
          open.append((here, depth + 1))
        case .file: files += 1
        case .link:
          files += 1
          if try leadsOut(entry, depth: depth) {
            problems.append(
              Problem(rule: .siteLink, message: "the link \(quoted(here)) leads out of the site"))
          }
        case .other:
          problems.append(
            Problem(rule: .siteLink, message: "\(quoted(here)) is neither a file nor a folder"))
        }
        if files > SiteFolders.mostFiles {
          return problems + [
            Problem(
              rule: .siteSize, message: "the site has more than \(SiteFolders.mostFiles) files")
          ]
        }
        if problems.count >= SiteFolders.mostProblems { return problems }
      }
    }
    return problems
  }

  /// A link may go up, but not over the site's own folder, and must not go up again after it went
  /// down: another link on its way would make that mean something else.
  private func leadsOut(_ entry: RepositoryEntry, depth: Int) throws -> Bool {
    let target: String
    do {
      target = String(decoding: try content.read(entry.id, limit: 4096), as: UTF8.self)
    } catch let error as any ContentError where error.isTooLarge {
      return true
    }
    guard !target.hasPrefix("/"), !target.isEmpty, !target.utf8.contains(0) else { return true }
    var ups = 0
    var wentDown = false
    for name in target.split(separator: "/") where name != "." {
      if name == ".." {
        if wentDown { return true }
        ups += 1
      } else {
        wentDown = true
        if name.hasPrefix(".") { return true }
      }
    }
    return ups > depth
  }
}
