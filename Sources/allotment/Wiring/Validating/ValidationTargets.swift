import Glibc
import Source
import Spec

/// What the paths of `validate` come to: repositories to check whole, and single files by the
/// repository that they lie in.
struct ValidationTargets {
  /// A repository, or a part of one.
  struct Target {
    /// The folder of provider.yaml, absolute and without links; nil for a file without one above.
    var root: String?
    /// As the user would write it.
    var shownRoot: String
    /// All of the repository, and not only these files.
    var isWhole = false
    /// What was named and is not of a whole repository anyway.
    var files: [File] = []
    /// The file of a whole repository that standard input stands for.
    var input: File?
  }

  struct File {
    /// Relative to the root; the file's name when there is none.
    var name: String
    /// Where to read it; nil for standard input.
    var path: String?
    /// Whether its name says the club's id.
    var isNamed = true

    /// Whether a check of the whole repository reads it.
    var isInside: Bool { isNamed && (name == Provider.file || name.hasPrefix("clubs/")) }
    /// Whether it is read as the repository's: standard input is only where it makes sense beside
    /// other files alone.
    var isListed: Bool {
      isInside
        && (path != nil || [".private.yaml", ".private.yml"].contains { name.hasSuffix($0) })
    }
  }

  private(set) var targets: [Target] = []
  private(set) var problems: [SourceFailure] = []

  /// - Parameter standardInput: the path that standard input stands for, where it has one.
  init(_ paths: [String], standardInput: String?) {
    for path in paths.isEmpty ? ["."] : paths {
      do throws(SourceFailure) {
        if path == "-" {
          try addStandardInput(as: standardInput)
        } else {
          try add(path)
        }
      } catch {
        problems.append(error)
      }
    }
  }

  private mutating func add(_ path: String) throws(SourceFailure) {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else { throw unreadable(path) }
    if status.st_mode & S_IFMT == S_IFDIR {
      let real = try realPath(path)
      // A folder inside of a repository, such as `clubs`, stands for the repository.
      let root = repositoryRoot(from: real) ?? real
      let shown = root == real ? path : root
      // Files of it that were named before are checked with it.
      let known = targets.first { $0.root == root }
      targets.removeAll { $0.root == root }
      targets.append(
        Target(
          root: root, shownRoot: shown, isWhole: true,
          files: known?.files.filter { !$0.isInside } ?? [],
          input: known?.input ?? known?.files.first { $0.isInside && $0.path == nil }))
    } else {
      try addFile(path, File(name: name(of: path), path: path))
    }
  }

  private mutating func addStandardInput(as path: String?) throws(SourceFailure) {
    guard let path else {
      let root = repositoryRoot(from: try realPath("."))
      return insert(File(name: "<stdin>", path: nil, isNamed: false), root, shown: root ?? ".")
    }
    try addFile(path, File(name: name(of: path), path: nil))
  }

  private mutating func addFile(_ path: String, _ file: File) throws(SourceFailure) {
    // The file itself may be a link: that is for the rules to see.
    let folder = try realPath(path.contains("/") ? parent(of: path) : ".")
    guard let root = repositoryRoot(from: folder) else { return insert(file, nil, shown: ".") }
    var file = file
    file.name = String("\(folder)/\(file.name)".dropFirst(root.count + 1))
    let isBelow = path.hasSuffix("/\(file.name)")
    insert(file, root, shown: isBelow ? String(path.dropLast(file.name.count + 1)) : root)
  }

  private mutating func insert(_ file: File, _ root: String?, shown: String) {
    guard let index = targets.firstIndex(where: { $0.root == root && root != nil }) else {
      return targets.append(Target(root: root, shownRoot: shown, files: [file]))
    }
    if targets[index].isWhole, file.isInside {
      if file.path == nil { targets[index].input = file }
    } else if let same = targets[index].files.firstIndex(where: { $0.name == file.name }) {
      if file.path == nil { targets[index].files[same] = file }
    } else {
      targets[index].files.append(file)
    }
  }
}

/// The nearest folder, this one or one above, that holds a provider.yaml; nil when there is none.
func repositoryRoot(from folder: String) -> String? {
  var folder = folder
  while true {
    if access("\(folder)/\(Provider.file)", F_OK) == 0 { return folder }
    guard folder != "/", !folder.isEmpty else { return nil }
    folder = parent(of: folder)
  }
}

/// `/a/b` of `/a/b/c`.
func parent(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

private func name(of path: String) -> String { String(path.split(separator: "/").last ?? "") }
