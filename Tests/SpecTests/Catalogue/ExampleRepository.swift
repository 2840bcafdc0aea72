import Spec

extension RuleExample {
  /// The example as a whole repository: what it leaves out is there, and right.
  var repository: [String: MemoryContent.File] {
    var all: [String: MemoryContent.File] = [
      "provider.yaml": .text(Samples.provider), "sites/chess/index.html": .text("<p>Chess"),
    ]
    for (path, content) in files {
      switch content {
      case .part(let text): all[path] = .text(RuleExample.completed(text, path))
      case .whole(let text): all[path] = .text(text)
      case .absent: all[path] = nil
      case .link(let target): all[path] = .link(target)
      case .repeated(let text, let count):
        all[path] = .text(String(repeating: text, count: count))
      }
    }
    return all
  }

  func findings() throws -> [Diagnostic] {
    var loader = RepositoryLoader(width: 1)
    return try loader.load(MemoryContent(files: repository)).diagnostics
  }

  /// What the marks say, in order.
  var marks: [MarkedText.Finding] {
    repository.flatMap { path, content in
      guard case .text(let text) = content else { return [MarkedText.Finding]() }
      return MarkedText.findings(in: text, file: path)
    }.sorted()
  }

  /// The keys of a right file that the part does not have, and then the part.
  private static func completed(_ part: String, _ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    let whole =
      path == "provider.yaml"
      ? Samples.provider
      : (Samples.head + Samples.members).replacing(
        "id: chess", with: "id: \(name.replacing(".yaml", with: ""))")
    let own = Set(part.split(separator: "\n").compactMap(topLevelKey))
    var isOwn = false
    var rest = ""
    for line in whole.split(separator: "\n") {
      if let key = topLevelKey(line) { isOwn = own.contains(key) }
      if !isOwn { rest += line + "\n" }
    }
    return rest + part + "\n"
  }

  private static func topLevelKey(_ line: Substring) -> Substring? {
    guard let first = line.first, first.isLetter, let colon = line.firstIndex(of: ":") else {
      return nil
    }
    return line[..<colon]
  }
}
