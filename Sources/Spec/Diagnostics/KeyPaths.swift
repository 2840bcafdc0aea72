/// The keys that lead to the places of a YAML text: `members`, `eve`, `rolle`.
///
/// An element of a list is told by its `id`, if it has one. A place that is no value's own belongs
/// to the last value that begins before it; the first key of a mapping stands for the mapping, as
/// that is where its missing keys are reported.
struct KeyPaths {
  struct Path: Hashable {
    /// An element of a list is an empty text.
    var keys: [String] = []
    /// The same with the ids of elements.
    var named: [String] = []

    func below(_ key: String, id: String? = nil) -> Path {
      Path(keys: keys + [id == nil ? key : ""], named: named + [id ?? key])
    }
  }

  /// By place; of several values at one place the outermost.
  private let places: [(position: SourcePosition, node: Int)]
  private let tree: YAMLTree
  private var all: Set<[String]> = []

  /// Nil for a text that is no YAML.
  init?(_ bytes: [UInt8]) {
    var tree = YAMLTree()
    guard (try? tree.read(bytes)) != nil, !tree.isEmpty else { return nil }
    self.tree = tree
    places = tree.nodes.indices.map { (tree.position($0), $0) }.sorted {
      ($0.position, $0.node) < ($1.position, $1.node)
    }
    collect(YAMLTree.root, Path())
  }

  /// Whether these keys lead to anything.
  func contains(_ path: Path) -> Bool { all.contains(path.named) }

  private mutating func collect(_ parent: Int, _ path: Path) {
    all.insert(path.named)
    guard !tree.isScalar(parent) else { return }
    let isMapping = tree.kind(parent) == .mapping
    var node = parent + 1
    while node < tree.next(parent) {
      let value = isMapping ? tree.next(node) : node
      collect(value, isMapping ? path.below(key(node)) : path.below("", id: id(of: node)))
      node = tree.next(value)
    }
  }

  /// Of the value or key that stands at a place.
  func path(to position: SourcePosition) -> Path {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].position < position { low = middle + 1 } else { high = middle }
    }
    let isExact = low < places.count && places[low].position == position
    guard isExact || low > 0 else { return Path() }
    return path(to: places[isExact ? low : low - 1].node)
  }

  private func path(to wanted: Int) -> Path {
    var path = Path()
    var node = YAMLTree.root
    while node != wanted {
      guard let (child, next) = step(from: node, to: wanted, path) else { return path }
      (node, path) = (child, next)
    }
    return path
  }

  /// The child that is or holds the wanted node; nil when the path ends here.
  private func step(from parent: Int, to wanted: Int, _ path: Path) -> (Int, Path)? {
    var node = parent + 1
    while node < tree.next(parent) {
      guard tree.kind(parent) == .mapping else {
        if wanted < tree.next(node) { return (node, path.below("", id: id(of: node))) }
        node = tree.next(node)
        continue
      }
      let value = tree.next(node)
      if wanted < value {
        // The key itself, which may be the mapping's first.
        return node == parent + 1 ? nil : (wanted, path.below(key(node)))
      }
      if wanted < tree.next(value) { return (value, path.below(key(node))) }
      node = tree.next(value)
    }
    return nil
  }

  private func key(_ node: Int) -> String { tree.isScalar(node) ? tree.string(node) : "" }

  private func id(of element: Int) -> String {
    guard let id = tree.value(of: "id", in: element), tree.isScalar(id) else { return "" }
    return tree.string(id)
  }
}
