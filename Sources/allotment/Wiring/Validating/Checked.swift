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
    if let root = target.root, target.isWhole {
      try add(root, clubs: nil, input: target.input)
    } else if let root = target.root {
      // Through the same reading as a whole repository: links, names and site folders count.
      let listed = target.files.filter(\.isListed)
      if !listed.isEmpty {
        try add(
          root, clubs: Set(listed.flatMap { related($0.name) }),
          input: listed.first { $0.path == nil })
      }
    }
    for file in target.files where target.root == nil || !file.isListed {
      try add(file, root: target.root)
    }
    if !target.isWhole || !target.files.isEmpty { note(target) }
  }

  /// - Parameter input: the file that standard input stands for.
  private mutating func add(
    _ root: String, clubs: Set<String>?, input: ValidationTargets.File?
  ) throws {
    let folder = try PlainFolder(at: root, clubs: clubs)
    let text = try input.map { ($0.name, try readStandardInput()) }
    let content: any RepositoryContent =
      if let text {
        ContentWithFile(content: folder, file: text.0, bytes: text.1)
      } else {
        folder
      }
    let repository = try RepositoryLoader.check(content, keys: keys)
    sealedCount += repository.sealedCount
    diagnostics += repository.diagnostics
    notes += repository.notes
    files += repository.files
    fileCount += repository.fileCount
    clubCount += repository.clubs.count
    source = { $0 == text?.0 ? text?.1 : folder.bytes(of: $0, limit: 1 << 20) }
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
        let others = source
        source = { $0 == Provider.file ? text : others($0) }
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

  /// What the files alone do not show.
  private mutating func note(_ target: ValidationTargets.Target) {
    guard target.root != nil else {
      notes.append(
        clubCount > 0
          ? "not checked: what needs a \(Provider.file), which is in no folder above, and the rules "
            + "across clubs"
          : "not checked: the clubs, and whether this fits what they use")
      return
    }
    var left: [String] = []
    if target.files.contains(where: { $0.name == Provider.file }) || clubCount == 0 {
      left.append("whether \(clubCount > 0 ? "other" : "the") clubs use what is not there")
    }
    if clubCount > 0 { left.append("the rules across clubs") }
    if clubCount > 0, !target.files.allSatisfy(\.isListed) { left.append("the folder of the site") }
    notes.append(
      "not checked: \(left.joined(separator: " and ")); `allotment validate \(target.shownRoot)` "
        + "checks them")
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
