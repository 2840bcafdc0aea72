import Foundation
import Testing

/// Compares a text with a file beside the tests; `UPDATE_GOLDENS=1` writes it, and fails that run.
func expectGolden(
  _ text: String, _ name: String, file: String = #filePath,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let url = URL(fileURLWithPath: file).deletingLastPathComponent()
    .appendingPathComponent("Goldens").appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
    try Data(text.utf8).write(to: url, options: .atomic)
    Issue.record("golden \(name) was written: look at it", sourceLocation: sourceLocation)
    return
  }
  let golden = try String(decoding: Data(contentsOf: url), as: UTF8.self)
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let wanted = golden.split(separator: "\n", omittingEmptySubsequences: false)
  if let line = zip(lines, wanted).enumerated().first(where: { $0.element.0 != $0.element.1 }) {
    Issue.record(
      "\(name):\(line.offset + 1): \(line.element.0) is not \(line.element.1)",
      sourceLocation: sourceLocation)
  } else {
    #expect(text == golden, "\(name)", sourceLocation: sourceLocation)
  }
}
