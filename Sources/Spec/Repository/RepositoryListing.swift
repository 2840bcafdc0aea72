/// The files of a repository that matter here.
struct RepositoryListing {
  /// A file that declares a club, or that looks as if it should.
  struct ClubFile: Sendable, Equatable {
    enum Kind: Sendable {
      case file
      /// Its name ends in `.yml`.
      case misnamed
      case link
      case other
    }

    /// Relative to the repository's root.
    var file: String
    /// The file's name without its ending.
    var id: String
    var content: ContentID
    var kind: Kind
    /// The file of its members' personal fields.
    var privateFile: Beside?
  }

  /// A file that belongs to another one.
  struct Beside: Sendable, Equatable {
    /// Relative to the repository's root.
    var file: String
    var content: ContentID
  }

  static let deepest = 32

  var provider: RepositoryEntry?
  var clubs: [ClubFile] = []
  var diagnostics: [Diagnostic] = []
  /// The tree of `sites/`.
  var sites: ContentID?
  var fileCount = 0
  /// By the path of the club's file that each belongs to.
  private var privateFiles: [String: Beside] = [:]

  init(_ content: any RepositoryContent) throws {
    for entry in try content.list("") ?? [] {
      switch (entry.name, entry.kind) {
      case (Provider.file, .file):
        provider = entry
        fileCount += 1
      case (Provider.file, .link):
        report(.fileLink, "this is a link: it is not followed", Provider.file)
      case ("provider.yml", _):
        report(
          .fileName, "the name of this file ends in `.yml`", entry.name,
          hint: "call it `\(Provider.file)`")
      case ("clubs", .folder): try walk("clubs", content, depth: 1)
      case ("clubs", .link): report(.fileLink, "this is a link: it is not followed", "clubs")
      case ("clubs", _): report(.fileName, "this is not a folder", "clubs")
      case ("sites", .folder): sites = entry.id
      default: checkCase(of: entry)
      }
    }
    clubs.sort { $0.file < $1.file }
    dropDoubles()
    attachPrivateFiles()
  }

  /// Names are case-sensitive: nobody would look into `Clubs/`.
  private mutating func checkCase(of entry: RepositoryEntry) {
    let name = entry.name.lowercased()
    guard name == "clubs" || [Provider.file, "provider.yml"].contains(name) else { return }
    let wanted = name == "clubs" ? "clubs" : Provider.file
    report(
      .fileName, "the name of this \(name == "clubs" ? "folder" : "file") is not `\(wanted)`",
      entry.name, hint: "call it `\(wanted)`, in lower case")
  }

  private mutating func walk(
    _ folder: String, _ content: any RepositoryContent, depth: Int
  ) throws {
    guard depth <= RepositoryListing.deepest else {
      return report(.fileName, "folders are nested too deep", folder)
    }
    for entry in try content.list(folder) ?? [] {
      let path = "\(folder)/\(entry.name)"
      if case .folder = entry.kind {
        try walk(path, content, depth: depth + 1)
      } else {
        take(entry, path)
      }
    }
  }

  private mutating func take(_ entry: RepositoryEntry, _ path: String) {
    let name = entry.name
    // What tools keep beside a file: an editor's lock, `.sops.yaml`. No id begins with a dot.
    guard !name.hasPrefix(".") else { return }
    if name.hasSuffix(".private.yaml") || name.hasSuffix(".private.yml") {
      takePrivate(entry, path)
    } else if name.hasSuffix(".yaml") {
      let kind: ClubFile.Kind =
        switch entry.kind {
        case .file: .file
        case .link: .link
        case .folder, .other: .other
        }
      add(entry, path, kind, dropping: ".yaml")
    } else if name.lowercased().hasSuffix(".yml") || name.lowercased().hasSuffix(".yaml") {
      add(entry, path, .misnamed, dropping: name.lowercased().hasSuffix(".yml") ? ".yml" : ".yaml")
    } else if case .link = entry.kind {
      report(.fileLink, "this is a link: it is not followed", path, severity: .warning)
    } else if case .other = entry.kind {
      report(
        .fileName, "this is neither a file nor a folder: what is in it is not read", path,
        hint: "a git submodule holds no clubs: put the files here")
    }
  }

  private mutating func takePrivate(_ entry: RepositoryEntry, _ path: String) {
    fileCount += 1
    guard entry.name.hasSuffix(PrivateFile.ending) else {
      return report(
        .fileName, "the name of this file does not end in `.yaml`", path,
        hint: "call it `\(cut(String(entry.name.dropLast(".yml".count)))).yaml`")
    }
    switch entry.kind {
    case .file:
      let club = path.dropLast(PrivateFile.ending.count) + ".yaml"
      privateFiles[String(club)] = Beside(file: path, content: entry.id)
    case .link: report(.fileLink, "this is a link: it is not followed", path)
    case .folder, .other: report(.fileName, "this is not a file", path)
    }
  }

  private mutating func attachPrivateFiles() {
    guard !privateFiles.isEmpty else { return }
    for index in clubs.indices where clubs[index].kind == .file {
      clubs[index].privateFile = privateFiles.removeValue(forKey: clubs[index].file)
    }
    for (club, beside) in privateFiles where !clubs.contains(where: { $0.file == club }) {
      report(
        .privateFile, "there is no club that these personal fields belong to", beside.file,
        hint: "it stands beside `\(cut(club))`, or nowhere")
    }
  }

  private mutating func add(
    _ entry: RepositoryEntry, _ path: String, _ kind: ClubFile.Kind, dropping ending: String
  ) {
    fileCount += 1
    let id = String(Substring(entry.name.utf8.dropLast(ending.utf8.count)))
    clubs.append(ClubFile(file: path, id: id, content: entry.id, kind: kind))
    switch kind {
    case .file: break
    case .misnamed:
      report(
        .fileName, "the name of this file does not end in `.yaml`", path,
        hint: "call it `\(cut(id)).yaml`")
    case .link: report(.fileLink, "this is a link: it is not followed", path)
    case .other: report(.fileName, "this is not a file", path)
    }
  }

  /// A file that is not read anyway stands for its club only while no other one does.
  private mutating func dropDoubles() {
    guard clubs.contains(where: { $0.kind != .file }) else { return }
    let read = Set(clubs.filter { $0.kind == .file }.map(\.id))
    clubs.removeAll { $0.kind != .file && read.contains($0.id) }
  }

  private mutating func report(
    _ rule: Rule, _ message: String, _ file: String, hint: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(
      Diagnostic(
        rule, severity, message, at: SourceLocation(file: file, position: .start), hint: hint))
  }
}
