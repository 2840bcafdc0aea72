import Glibc
import TestSupport

/// A bare repository with generated clubs, all in one folder, which git finds hardest.
struct GeneratedRepository: Sendable {
  /// Its path.
  let path: String

  /// Makes it, with one commit.
  init(at path: String, clubs: Int) async throws {
    self.path = path
    try await output(Command("git", ["init", "--quiet", "--bare", "-b", "main", path]))
    var files = [("provider.yaml", ClubText.provider)]
    for number in 1...clubs {
      let id = ClubText.id(number)
      files.append(("clubs/\(id).yaml", ClubText.club(id)))
    }
    try await commit(files, message: "All clubs", isFirst: true)
  }

  /// One that is there.
  init(existing path: String) { self.path = path }

  /// A commit that adds a member to one club.
  func addMember(to number: Int, extra: Int) async throws {
    let id = ClubText.id(number)
    let text = ClubText.club(id, extra: extra)
    try await commit([("clubs/\(id).yaml", text)], message: "One more in \(id)", isFirst: false)
  }

  private func commit(
    _ files: [(String, String)], message: String, isFirst: Bool
  ) async throws {
    var stream = """
      commit refs/heads/main
      committer Bench <bench@clubs.example> \(time(nil)) +0000
      data \(message.utf8.count)
      \(message)

      """
    if !isFirst { stream += "from refs/heads/main^0\n" }
    for (file, text) in files {
      stream += "M 100644 inline \(file)\ndata \(text.utf8.count)\n\(text)\n"
    }
    try await output(
      Command(
        "git", ["--git-dir", path, "fast-import", "--quiet"], input: stream, limit: .seconds(120)))
  }
}

/// `git daemon` on loopback: the fetches go over git's own protocol.
struct GitServer: Sendable {
  private let process: ChildProcess
  let url: String
  private let port: LoopbackPort

  /// - Parameter repository: a bare repository's name in `folder`.
  init(folder: TemporaryDirectory, repository: String) async throws {
    let port = try LoopbackPort()
    self.port = port
    let process = try ChildProcess(
      "git",
      [
        "daemon", "--listen=127.0.0.1", "--port=\(port.number)", "--export-all",
        "--base-path=\(folder.path)", "--timeout=60", folder.path,
      ], log: folder("git-daemon.log"), lifetime: 3_600)
    self.process = process
    let url = "git://127.0.0.1:\(port.number)/\(repository)"
    self.url = url
    let answers = try await eventually {
      try await run(Command("git", ["ls-remote", url, "main"])).isSuccess
    }
    guard answers else { throw BenchFailure("git daemon does not answer") }
  }

  func stop() async throws { try await process.stop() }
}
