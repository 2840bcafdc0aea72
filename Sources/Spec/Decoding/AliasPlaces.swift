extension Reading {
  /// The last step over a file's findings.
  mutating func settle() {
    if !tree.uses.isEmpty { findings.placeUses(in: tree) }
    findings.dropRepeated()
  }
}

extension Findings {
  /// A value that an alias repeats has the place of its anchor. What is told of such a value and,
  /// with the same place, of another use of it is told at the aliases instead.
  fileprivate mutating func placeUses(in tree: YAMLTree) {
    var groups: [Diagnostic: Int] = [:]
    for diagnostic in diagnostics
    where diagnostic.related.contains(where: { $0.location == diagnostic.location }) {
      groups[diagnostic, default: 0] += 1
    }
    for (diagnostic, count) in groups {
      let position = diagnostic.location.position
      // In the order of the file, as it is decoded.
      let places = tree.nodes.indices
        .filter { tree.isScalar($0) && tree.position($0) == position }
        .map { tree.uses[$0] ?? position }
      // The first of these is the one that the others are told of.
      guard places.count > count else { continue }
      place(diagnostic, at: Array(places.suffix(count + 1)))
    }
  }

  private mutating func place(_ diagnostic: Diagnostic, at places: [SourcePosition]) {
    var next = 1
    for index in diagnostics.indices where next < places.count && diagnostics[index] == diagnostic {
      diagnostics[index].location = location(places[next])
      for other in diagnostic.related.indices
      where diagnostic.related[other].location == diagnostic.location {
        diagnostics[index].related[other].location = location(places[0])
      }
      next += 1
    }
  }
}
