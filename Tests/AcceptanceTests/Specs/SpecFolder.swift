import Foundation
import TestSupport
import Testing

/// A provider's repository in a folder of a test's own, for commands that need no service.
struct SpecFolder: Sendable {
  let folder = try! TemporaryDirectory()

  /// With these clubs, and a provider.yaml.
  init(_ clubs: [ClubText] = [ClubText("chess")]) throws {
    try write("provider.yaml", providerText())
    for club in clubs { try write(club) }
  }

  var path: String { folder.path }

  func write(_ name: String, _ text: String) throws { try folder.write(name, text) }

  func write(_ club: ClubText) throws {
    try write(club.file, club.text)
    try write("sites/\(club.id)/index.html", club.page)
  }

  /// Runs `allotment validate` in it.
  func validate(_ arguments: String..., input: String = "") async throws -> Finished {
    try await run(
      Command(
        program, ["validate"] + arguments, environment: ["NO_COLOR": "1"], directory: path,
        input: input))
  }

  /// `validate --format json`, and its exit code.
  func report(_ arguments: String..., input: String = "") async throws -> (
    code: Int32, report: ValidationJSON
  ) {
    let done = try await run(
      Command(
        program, ["validate", "--format", "json"] + arguments, directory: path, input: input))
    return (done.code, try decoded(done))
  }
}

/// `validate --format json`.
struct ValidationJSON: Decodable, Sendable {
  struct Place: Decodable, Sendable {
    var file: String
    var line: Int
    var column: Int
    var message: String
  }

  struct Problem: Decodable, Sendable {
    var rule: String
    var severity: String
    var message: String
    var file: String
    var line: Int
    var column: Int
    var hint: String?
    var related: [Place]
  }

  struct Before: Decodable, Sendable {
    var revision: String
    var errors: Int
    var warnings: Int
  }

  var formatVersion: String
  var valid: Bool
  var summary: [String: Int]
  var diagnostics: [Problem]
  var notes: [String]?
  var before: Before?

  /// `chess.yaml:8 unknown-key`, in order.
  var places: [String] {
    diagnostics.map { "\($0.file.split(separator: "/").last ?? ""):\($0.line) \($0.rule)" }
  }
}

/// What an independent reader of Python's saw in a report.
func readBack<Value: Decodable>(_ text: String, as format: String) async throws -> Value {
  let read = try await runPython("Tests/Clients/read_report.py", [format], input: text)
  try #require(read.isSuccess, read.story)
  return try JSONDecoder().decode(Value.self, from: Data(read.output.utf8))
}
