import Glibc
import Source
import Spec
import TestSupport
import Testing

/// A temporary folder with git repositories made by the git command line.
final class GitWorkshop: Sendable {
  private let folder: TemporaryDirectory

  var path: String { folder.path }

  init() throws { folder = try TemporaryDirectory() }

  /// Runs git in a folder of the workshop; its output without the last newline.
  ///
  /// - Parameter time: what the committer's clock shows, in seconds since 1970; nil: the machine's.
  @discardableResult
  func git(
    _ arguments: String..., in folder: String = "work", time: Int64? = nil
  ) async throws -> String {
    var environment = Self.environment
    if let time { environment["GIT_COMMITTER_DATE"] = "@\(time) +0000" }
    let finished = try await run(
      Command("git", arguments, environment: environment, directory: "\(path)/\(folder)"))
    guard finished.isSuccess else {
      throw ServerFailure("git \(arguments): \(finished.errors)")
    }
    return finished.output.hasSuffix("\n") ? String(finished.output.dropLast()) : finished.output
  }

  /// A work tree `work` with one club, committed on `main`.
  func makeRepository() async throws {
    try folder.makeFolder("work")
    try await git("init", "-q", "-b", "main")
    try write("work/provider.yaml", "kind: Provider\n")
    try write("work/clubs/chess.yaml", "id: chess\nname: Chess\n")
    try await commit("Add the chess club")
  }

  @discardableResult
  func commit(_ message: String, allowEmpty: Bool = false) async throws -> CommitID {
    try await git("add", "-A")
    if allowEmpty {
      try await git("commit", "-q", "--allow-empty", "-m", message)
    } else {
      try await git("commit", "-q", "-m", message)
    }
    return try await head()
  }

  func head() async throws -> CommitID {
    try #require(CommitID(try await git("rev-parse", "HEAD")))
  }

  func makeFolder(_ name: String) throws { try folder.makeFolder(name) }

  func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
    try folder.write(name, text)
    chmod(folder(name), mode)
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = open(folder(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SystemFailure("open \(name)") }
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw SystemFailure("write \(name)")
    }
  }

  /// The permission bits of a file or folder.
  func mode(of name: String) throws -> mode_t {
    var status = stat()
    guard lstat(folder(name), &status) == 0 else { throw SystemFailure("lstat \(name)") }
    return status.st_mode & 0o777
  }

  /// The names in a folder.
  func names(in name: String) -> [String] {
    guard let stream = opendir(folder(name)) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func source(_ reference: GitReference = .branch("main")) -> GitSource {
    GitSource(url: "\(path)/work", reference: reference)
  }

  /// A clone of `source`, in its own directory of the workshop.
  func clone(
    _ source: GitSource? = nil, in directory: String = "data",
    process: FetchProcess = .forTests()
  ) throws -> GitRepository {
    try GitRepository(
      directory: "\(path)/\(directory)", source: source ?? self.source(), process: process)
  }

  private static let environment: [String: String?] = [
    "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
    "GIT_AUTHOR_NAME": "Rose Hill", "GIT_AUTHOR_EMAIL": "rose@mail.example",
    "GIT_COMMITTER_NAME": "Rose Hill", "GIT_COMMITTER_EMAIL": "rose@mail.example",
  ]
}

extension FetchProcess {
  /// The fetching process of the tests, built beside them.
  static func forTests(
    deadline: Duration = .seconds(20), executable: String = fetchChild
  ) -> FetchProcess {
    FetchProcess(executable: executable, deadline: deadline, cloneDeadline: deadline)
  }

  /// The program lies where this test's own program lies.
  static let fetchChild: String = {
    guard let real = realpath("/proc/self/exe", nil) else { return "fetch-child" }
    defer { free(real) }
    let parts = String(cString: real).split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/") + "/fetch-child"
  }()
}

/// The failure that a piece of work ends with.
func sourceFailure(of work: () async throws -> some Any) async throws -> SourceFailure {
  do {
    let value = try await work()
    throw ServerFailure("it went well and should not have: \(value)")
  } catch let failure as SourceFailure {
    return failure
  }
}

extension GitRepository {
  /// The text of a file of the last good revision.
  func text(_ path: String) throws -> String {
    let commit = try #require(try current()).commit
    let snapshot = try #require(objects).snapshot(at: commit)
    let parts = path.split(separator: "/")
    let entries = try snapshot.list(parts.dropLast().joined(separator: "/"))
    let entry = try #require(entries?.first { $0.name == String(parts.last ?? "") })
    return String(decoding: try snapshot.read(entry.id, limit: 1 << 20), as: UTF8.self)
  }
}
