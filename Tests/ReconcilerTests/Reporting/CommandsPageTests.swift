import Foundation
import Model
import Spec
import TestSupport
import Testing

/// docs/commands.md, which scripts are written by.
struct CommandsPageTests {
  private let words: Set<String>

  init() throws {
    let page = try String(contentsOfFile: "\(repositoryRoot)/docs/commands.md", encoding: .utf8)
    words = Set(page.matches(of: /["`]([\w-]+)["`]/).map { String($0.output.1) })
  }

  @Test(arguments: ["mixed", "drift", "status", "history", "explain"])
  func `the page names every key of the JSON`(name: String) throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens/\(name).json")
    let keys = keys(of: try JSONSerialization.jsonObject(with: Data(contentsOf: golden)))
    #expect(keys.contains("formatVersion"))
    // An address is a key where a value is by members.
    #expect(keys.subtracting(words).filter { !$0.contains("@") } == [])
  }

  @Test func `the page names every word that can stand there`() {
    let cases: [[String]] = [
      Change.Action.allCases.map(\.rawValue), Hold.Guard.allCases.map(\.rawValue),
      SyncState.allCases.map(\.rawValue), HealthState.allCases.map(\.rawValue),
      Condition.Kind.allCases.map(\.rawValue), HistoryAction.allCases.map(\.rawValue),
      Standing.allCases.map(\.rawValue),
    ]
    #expect(Set(cases.joined()).subtracting(words) == [])
  }

  private func keys(of json: Any) -> Set<String> {
    if let object = json as? [String: Any] {
      return object.reduce(into: []) { $0.formUnion(keys(of: $1.value).union([$1.key])) }
    }
    return (json as? [Any] ?? []).reduce(into: []) { $0.formUnion(keys(of: $1)) }
  }
}
