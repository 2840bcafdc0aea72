import Glibc
import Source
import Spec

/// What the check of one repository, or of a part of it, came to.
struct Checked {
  var diagnostics: [Diagnostic] = []
  var files: [String] = []
  var fileCount = 0
  var clubCount = 0
  var notes: [String] = []
  /// How many encrypted values could not be looked into.
  private var sealedCount = 0
  private let keys: (any DecryptionKeys)?
  /// A file's text, for the line that is shown.
  var source: (String) -> [UInt8]? = { _ in nil }

  /// - Parameter keys: what opens encrypted files.
  /// - Throws: when something cannot be read.
  init(_ target: ValidationTargets.Target, keys: (any DecryptionKeys)?) throws {
    self.keys = keys
    defer { noteSealed() }
    guard let files = target.files else {
      if let root = target.root { try add(root, clubs: nil) }
      return
    }
    if let root = target.root {
      // Through the same reading as a whole repository: links, names and site folders count.
      let listed = files.filter(\.isListed)
      if !listed.isEmpty { try add(root, clubs: Set(listed.flatMap { related($0.name) })) }
    }
    for file in files where target.root == nil || !file.isListed {
      try add(file, root: target.root)
    }
    note(files, of: target)
  }

  private mutating func add(_ root: String, clubs: Set<String>?) throws {
    let folder = try PlainFolder(at: root, clubs: clubs)
    let repository = try RepositoryLoader.check(folder, keys: keys)
    sealedCount += repository.sealedCount
    diagnostics += repository.diagnostics
    notes += repository.notes
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
    let club = RepositoryLoader.club(
      file: file.name, isNamed: file.isNamed, content: ContentID(hex: ""), bytes: bytes,
      provider: provider, privateFile: try privateFile(of: file, root), keys: keys)
    sealedCount += club.sealedCount
    return found + club.diagnostics
  }

  private func privateFile(
    of file: ValidationTargets.File, _ root: String?
  ) throws -> (file: String, bytes: [UInt8])? {
    guard file.isNamed, let root else { return nil }
    let name = RepositoryLoader.privateFile(of: file.name)
    guard access("\(root)/\(name)", F_OK) == 0 else { return nil }
    return (name, try readFile("\(root)/\(name)"))
  }

  private mutating func noteSealed() {
    guard sealedCount > 0 else { return }
    notes.append(
      "not checked: \(sealedCount) encrypted value\(sealedCount == 1 ? "" : "s"), for which there is "
        + "no key; --age-key-file or SOPS_AGE_KEY_FILE names one")
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

/// A club's file and the file of its members' personal fields: neither is right without the other.
private func related(_ file: String) -> [String] {
  let club = RepositoryLoader.club(ofPrivateFile: file) ?? file
  return [club, RepositoryLoader.privateFile(of: club)]
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
