import Foundation
import TestSupport
import Testing

/// Compares a text with a file of the project; `UPDATE_GOLDENS=1` writes it, and fails that run.
///
/// - Parameter path: from the project's root.
func expectGolden(
  _ text: String, _ path: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let file = "\(repositoryRoot)/\(path)"
  if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
    try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    Issue.record("\(path) was written: look at it", sourceLocation: sourceLocation)
    return
  }
  let golden = try String(decoding: Data(contentsOf: URL(filePath: file)), as: UTF8.self)
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let wanted = golden.split(separator: "\n", omittingEmptySubsequences: false)
  if let line = zip(lines, wanted).enumerated().first(where: { $0.element.0 != $0.element.1 }) {
    Issue.record(
      "\(path):\(line.offset + 1): \(line.element.0) is not \(line.element.1)",
      sourceLocation: sourceLocation)
  } else {
    #expect(text == golden, "\(path)", sourceLocation: sourceLocation)
  }
}
