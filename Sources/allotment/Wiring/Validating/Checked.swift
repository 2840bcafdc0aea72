import Source
import Spec

/// What the check of one repository, or of a part of it, came to.
struct Checked {
  var diagnostics: [Diagnostic] = []
  var files: [String] = []
  var fileCount = 0
  var clubCount = 0
  var notes: [String] = []
  /// A file's text, for the line that is shown.
  var source: (String) -> [UInt8]? = { _ in nil }

  /// - Throws: when something cannot be read.
  init(_ target: ValidationTargets.Target) throws {
    guard let files = target.files else {
      if let root = target.root { try add(root, clubs: nil) }
      return
    }
    if let root = target.root {
      // Through the same reading as a whole repository: links, names and site folders count.
      let listed = files.filter(\.isListed)
      if !listed.isEmpty { try add(root, clubs: Set(listed.map(\.name))) }
    }
    for file in files where target.root == nil || !file.isListed {
      try add(file, root: target.root)
    }
    note(files, of: target)
  }

  private mutating func add(_ root: String, clubs: Set<String>?) throws {
    let folder = try PlainFolder(at: root, clubs: clubs)
    var loader = RepositoryLoader()
    let repository = try loader.load(folder)
    diagnostics += repository.diagnostics
    files += repository.files
    fileCount += repository.fileCount
    clubCount += repository.clubs.count
    source = { folder.bytes(of: $0, limit: 1 << 20) }
  }

  /// A file that no repository lists: standard input, a draft, or one without a provider.
  private mutating func add(_ file: ValidationTargets.File, root: String?) throws {
    let bytes = try file.path.map { try readFile($0) } ?? readStandardInput()
    files.append(file.name)
    fileCount += 1
    if file.isNamed ? file.name == Provider.file : RepositoryLoader.declaresProvider(bytes) {
      diagnostics += RepositoryLoader.provider(bytes: bytes).diagnostics.map {
        $0.moved(from: Provider.file, to: file.name)
      }
    } else {
      clubCount += 1
      diagnostics += try club(file, bytes, root)
    }
    let others = source
    source = { $0 == file.name ? bytes : others($0) }
  }

  private mutating func club(
    _ file: ValidationTargets.File, _ bytes: [UInt8], _ root: String?
  ) throws -> [Diagnostic] {
    var found: [Diagnostic] = []
    var provider: Provider?
    if let root {
      let text = try readFile("\(root)/\(Provider.file)")
      let read = RepositoryLoader.provider(bytes: text)
      provider = read.provider
      if !files.contains(Provider.file) {
        files.append(Provider.file)
        fileCount += 1
        found = read.diagnostics
        source = { $0 == Provider.file ? text : nil }
      }
    }
    return found
      + RepositoryLoader.club(
        file: file.name, isNamed: file.isNamed, content: ContentID(hex: ""), bytes: bytes,
        provider: provider
      ).diagnostics
  }

  private mutating func note(_ files: [ValidationTargets.File], of target: ValidationTargets.Target)
  {
    guard clubCount > 0 else { return }
    guard target.root != nil else {
      notes.append(
        "not checked: what needs a \(Provider.file), which is in no folder above, and the rules "
          + "across clubs")
      return
    }
    notes.append(
      "not checked: the rules across clubs\(files.allSatisfy(\.isListed) ? "" : " and the folder of the site"); "
        + "`allotment validate \(target.shownRoot)` checks them")
  }
}

extension Diagnostic {
  /// The same with every place in one file said to be in another.
  func moved(from old: String, to new: String) -> Diagnostic {
    inFiles { $0 == old ? new : $0 }
  }

  func inFiles(_ name: (String) -> String) -> Diagnostic {
    var copy = self
    copy.location.file = name(location.file)
    for index in copy.related.indices {
      copy.related[index].location.file = name(copy.related[index].location.file)
    }
    return copy
  }
}
