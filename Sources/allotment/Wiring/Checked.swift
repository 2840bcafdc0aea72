import Glibc
import Source
import Spec

/// What `validate` found at one path.
struct Checked {
  var diagnostics: [Diagnostic]
  var files: Int
  var clubs: Int
  /// A file's text, for the line that is shown.
  var source: (String) -> [UInt8]?

  /// A folder, or a single club file with the provider.yaml above it.
  ///
  /// - Throws: when the path cannot be read.
  init(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw SourceFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      try self.init(folder: path)
    } else {
      try self.init(file: path)
    }
  }

  private init(folder path: String) throws {
    let content = try DirectorySnapshot(at: path)
    var loader = RepositoryLoader()
    let repository = try loader.load(content)
    diagnostics = repository.diagnostics
    files = repository.fileCount
    clubs = repository.clubs.count
    source = { file in
      let parts = file.split(separator: "/")
      guard let name = parts.last,
        let entries = try? content.list(parts.dropLast().joined(separator: "/")),
        let entry = entries.first(where: { $0.name == name })
      else { return nil }
      return try? content.read(entry.id, limit: 1 << 20)
    }
  }

  private init(file path: String) throws {
    let bytes = try readFile(path)
    let name = String(path.split(separator: "/").last ?? "")
    if name == Provider.file {
      diagnostics = RepositoryLoader.provider(bytes: bytes).diagnostics
      (files, clubs) = (1, 0)
      source = { $0 == Provider.file ? bytes : nil }
      return
    }
    let root = try repositoryRoot(above: path)
    let providerBytes = try root.map { try readFile("\($0)/\(Provider.file)") }
    let file = root.map { relative(path, to: $0) } ?? name
    let provider = providerBytes.map { RepositoryLoader.provider(bytes: $0) }
    diagnostics =
      RepositoryLoader.club(
        file: file, content: ContentID(hex: ""), bytes: bytes, provider: provider?.provider
      ).diagnostics + (provider?.diagnostics ?? [])
    (files, clubs) = (root == nil ? 1 : 2, 1)
    source = { $0 == file ? bytes : $0 == Provider.file ? providerBytes : nil }
  }
}

/// Of all paths that were given.
struct ValidationResult {
  private var checked: [Checked] = []

  mutating func add(_ one: Checked) { checked.append(one) }

  func report(strict: Bool) -> ValidationReport {
    ValidationReport(
      diagnostics: Array(Set(checked.flatMap(\.diagnostics))).sorted(),
      fileCount: checked.map(\.files).reduce(0, +), clubCount: checked.map(\.clubs).reduce(0, +),
      isStrict: strict)
  }

  func source(_ file: String) -> [UInt8]? { checked.lazy.compactMap { $0.source(file) }.first }
}

private let fileLimit = 1 << 20

/// A file of at most a mebibyte and one byte: what is larger is told by the rules.
func readFile(_ path: String, limit: Int = fileLimit) throws -> [UInt8] {
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else {
    throw SourceFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
  }
  defer { close(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while bytes.count <= limit {
    let count = read(file, &buffer, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else {
      throw SourceFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
    }
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  return bytes
}

/// The nearest folder above that holds a provider.yaml; nil when there is none.
private func repositoryRoot(above path: String) throws -> String? {
  guard let real = realpath(path, nil) else {
    throw SourceFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
  }
  defer { free(real) }
  var folder = String(cString: real)
  while let slash = folder.lastIndex(of: "/") {
    folder = String(folder[..<slash])
    if access("\(folder)/\(Provider.file)", F_OK) == 0 { return folder }
  }
  return nil
}

private func relative(_ path: String, to root: String) -> String {
  guard let real = realpath(path, nil) else { return path }
  defer { free(real) }
  return String(String(cString: real).dropFirst(root.count + 1))
}
