extension YAMLTree {
  /// Puts the values of merge keys in their place, as YAML 1.1 says: an explicit key wins, and of
  /// several merged mappings the first that has it.
  mutating func resolveMerges() throws(YAMLProblem) {
    var merged = YAMLTree()
    merged.nodes.reserveCapacity(nodes.count)
    try copy(YAMLTree.root, into: &merged)
    nodes = merged.nodes
    uses = merged.uses
  }

  private func copy(_ node: Int, into target: inout YAMLTree) throws(YAMLProblem) {
    let copied = target.nodes.count
    append(node, to: &target)
    switch kind(node) {
    case .plain, .quoted: break
    case .sequence:
      for element in elements(node) { try copy(element, into: &target) }
    case .mapping:
      var seen: Set<String> = []
      try copyPairs(of: node, without: &seen, explicit: true, into: &target)
    }
    target.nodes[copied].next = UInt32(target.nodes.count)
  }

  private func append(_ node: Int, to target: inout YAMLTree) {
    if let use = uses[node] { target.uses[target.nodes.count] = use }
    target.nodes.append(nodes[node])
  }

  /// `explicit`: keys that stand twice stay, so that they are reported.
  private func copyPairs(
    of mapping: Int, without seen: inout Set<String>, explicit: Bool, into target: inout YAMLTree
  ) throws(YAMLProblem) {
    var merge: Int?
    var key = mapping + 1
    while key < next(mapping) {
      let value = next(key)
      if isMerge(key) {
        if let merge { throw twice(key, first: merge) }
        merge = key
      } else if seen.insert(string(key)).inserted || explicit {
        append(key, to: &target)
        target.nodes[target.nodes.count - 1].next = UInt32(target.nodes.count)
        try copy(value, into: &target)
      }
      key = next(value)
    }
    guard let merge else { return }
    for source in try mergedMappings(next(merge)) {
      try copyPairs(of: source, without: &seen, explicit: false, into: &target)
    }
  }

  private func isMerge(_ key: Int) -> Bool { kind(key) == .plain && equals(key, mergeKey) }

  private func mergedMappings(_ value: Int) throws(YAMLProblem) -> [Int] {
    let mappings = kind(value) == .sequence ? Array(elements(value)) : [value]
    for node in mappings where kind(node) != .mapping {
      throw YAMLProblem(
        rule: .mergeKey, message: "`<<` merges a mapping or a list of mappings",
        position: position(node), hint: "name an anchor: `<<: *name`")
    }
    return mappings
  }

  private func twice(_ key: Int, first: Int) -> YAMLProblem {
    YAMLProblem(
      rule: .duplicateKey, message: "the key `<<` stands twice in this mapping",
      position: position(key), hint: "write a list: `<<: [*one, *other]`",
      related: [(position(first), "first here")])
  }
}
