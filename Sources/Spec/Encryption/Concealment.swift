/// Keeps what was encrypted out of messages about its file: they repeat nothing but what everybody
/// can read in the file as it stands in the repository.
struct Concealment: Sendable {
  private let source: [UInt8]
  private let opened: Set<SourcePosition>
  private let values: Set<String>

  /// - Parameter tree: the file's, opened.
  init(source: [UInt8], _ tree: YAMLTree) {
    self.source = source
    let nodes = tree.nodes.indices.filter { tree.isOpened($0) }
    opened = Set(nodes.map { tree.position($0) })
    values = Set(nodes.map { tree.string($0) }.filter { !$0.isEmpty })
  }

  func applied(to diagnostic: Diagnostic) -> Diagnostic {
    // Keys are never encrypted.
    if [.unknownKey, .missingKey, .duplicateKey].contains(diagnostic.rule) { return diagnostic }
    let places = [diagnostic.location] + diagnostic.related.map(\.location)
    let isSecret = places.contains { opened.contains($0.position) }
    return diagnostic.rephrased { phrase in
      phrase.without { isSecret || !isInSource(Array($0.utf8)) }.withoutWords { word in
        holdsValue(word) && !isInSource(Array(word.utf8))
      }
    }
  }

  /// Whether a word that we know says what a value is, as in "`suspended` needs its dates".
  private func holdsValue(_ word: String) -> Bool {
    values.contains(word) || values.contains { $0.utf8.count >= 4 && word.contains($0) }
  }

  private func isInSource(_ words: [UInt8]) -> Bool {
    guard let head = words.first else { return true }
    var rest = source[...]
    while let start = rest.firstIndex(of: head) {
      rest = rest[start...]
      if rest.starts(with: words) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
