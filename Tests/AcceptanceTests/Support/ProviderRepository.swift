import Foundation
import Glibc
import TestSupport
import Testing

/// A provider's git repository, worked on with the git command line.
struct ProviderRepository: Sendable {
  let path: String

  /// The `main` branch of an empty repository.
  static func make(at path: String) async throws -> ProviderRepository {
    let repository = ProviderRepository(path: path)
    mkdir(path, 0o700)
    try await repository.git("init", "-q", "-b", "main")
    return repository
  }

  /// Runs git in it; its output without the last newline.
  @discardableResult
  func git(_ arguments: String...) async throws -> String { try await git(arguments) }

  @discardableResult
  func git(_ arguments: [String]) async throws -> String {
    let finished = try await run(
      Command("git", arguments, environment: Self.environment, directory: path))
    guard finished.isSuccess else {
      throw ServerFailure("git \(arguments): \(finished.errors)")
    }
    return finished.output.hasSuffix("\n") ? String(finished.output.dropLast()) : finished.output
  }

  func write(_ name: String, _ text: String) throws {
    let file = "\(path)/\(name)"
    let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard let stream = fopen(file, "w") else { throw SystemFailure("open \(name)") }
    defer { fclose(stream) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
      throw SystemFailure("write \(name)")
    }
  }

  func write(_ club: ClubText) throws {
    try write(club.file, club.text)
    try write("sites/\(club.id)/index.html", club.page)
  }

  func read(_ name: String) throws -> String {
    try #require(contents(of: "\(path)/\(name)"), "\(name) is not there")
  }

  /// Replaces the one place where `old` stands. Nothing is committed.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try read(name)
    try #require(text.components(separatedBy: old).count == 2, "\(name): once `\(old)`")
    try write(name, text.replacingOccurrences(of: old, with: new))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  /// Commits everything; the new commit's id.
  @discardableResult
  func commit(_ message: String) async throws -> String {
    try await git("add", "-A")
    try await git("commit", "-q", "-m", message)
    return try await head()
  }

  func head() async throws -> String { try await git("rev-parse", "HEAD") }

  /// The line of a file that holds this text.
  func line(of text: String, in name: String) throws -> Int {
    let lines = try read(name).split(separator: "\n", omittingEmptySubsequences: false)
    return 1 + (try #require(lines.firstIndex { $0.contains(text) }, "`\(text)` in \(name)"))
  }

  private static let environment: [String: String?] = [
    "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
    "GIT_AUTHOR_NAME": "Ada Ops", "GIT_AUTHOR_EMAIL": "ada@clubs.example",
    "GIT_COMMITTER_NAME": "Ada Ops", "GIT_COMMITTER_EMAIL": "ada@clubs.example",
  ]
}

/// The text of a file; nil when it cannot be read.
func contents(of file: String) -> String? {
  FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
}
