/// The two readers of YAML, one beside the other: for tests and fuzzing.
package enum YAMLReaders {
  package enum Comparison: Equatable, Sendable {
    /// The quick one gave up: libyaml decides.
    case left
    /// Both give this many values, at the same places.
    case same(count: Int)
    /// What the two say of the first value that they do not agree on.
    case different(quick: String, libyaml: String)
  }

  package static func compare(_ bytes: [UInt8]) -> Comparison {
    var quick = YAMLTree()
    guard quick.readQuickly(bytes) else { return .left }
    var tree = YAMLTree()
    do throws(YAMLProblem) {
      try tree.readWithLibyaml(bytes)
    } catch {
      return .different(
        quick: "a document", libyaml: "\(error.message) at \(error.position)")
    }
    for index in 0..<max(quick.nodes.count, tree.nodes.count) {
      guard quick.isSame(as: tree, at: index) else {
        return .different(quick: quick.said(of: index), libyaml: tree.said(of: index))
      }
    }
    return .same(count: tree.nodes.count)
  }
}

extension YAMLTree {
  fileprivate func isSame(as other: YAMLTree, at index: Int) -> Bool {
    guard index < nodes.count, index < other.nodes.count else { return false }
    let (mine, others) = (nodes[index], other.nodes[index])
    return mine.kind == others.kind && mine.position == others.position
      && mine.next == others.next && (!isScalar(index) || bytes(index) == other.bytes(index))
  }

  fileprivate func said(of index: Int) -> String {
    guard index < nodes.count else { return "nothing" }
    let node = nodes[index]
    let text = isScalar(index) ? " \(string(index).debugDescription)" : ""
    return "\(node.kind) at \(node.position), up to \(node.next)\(text)"
  }
}
