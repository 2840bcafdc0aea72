/// Keeps what was encrypted out of messages about its file: they repeat nothing but what everybody
/// can read in the file as it stands in the repository.
struct Concealment: Sendable {
  private let source: [UInt8]
  private let opened: Set<SourcePosition>

  /// - Parameter tree: the file's, opened.
  init(source: [UInt8], _ tree: YAMLTree) {
    self.source = source
    opened = Set(tree.nodes.indices.filter { tree.isOpened($0) }.map { tree.position($0) })
  }

  func applied(to diagnostic: Diagnostic) -> Diagnostic {
    // Keys are never encrypted.
    if [.unknownKey, .missingKey, .duplicateKey].contains(diagnostic.rule) { return diagnostic }
    let places = [diagnostic.location] + diagnostic.related.map(\.location)
    let isSecret = places.contains { opened.contains($0.position) }
    var diagnostic = diagnostic
    diagnostic.message = concealed(diagnostic.message, isSecret)
    diagnostic.hint = diagnostic.hint.map { concealed($0, isSecret) }
    for index in diagnostic.related.indices {
      diagnostic.related[index].message = concealed(diagnostic.related[index].message, isSecret)
    }
    return diagnostic
  }

  /// What stands between the first and the last backtick is taken out, unless all of it is plain.
  private func concealed(_ text: String, _ isSecret: Bool) -> String {
    guard let first = text.firstIndex(of: "`"), let last = text.lastIndex(of: "`"), first < last
    else { return text }
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    let isPlain =
      !isSecret && pieces.count % 2 == 1
      && pieces.indices.allSatisfy { $0 % 2 == 0 || isInSource(Array(pieces[$0].utf8)) }
    return isPlain ? text : text[...first] + "…" + text[last...]
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
