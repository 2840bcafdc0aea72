/// One reference that a server offers.
struct RemoteHead: Hashable, Sendable {
  var name: String
  var id: String
}

/// What to bring, and which object then is the wanted one.
struct WantedHead: Hashable, Sendable {
  /// The object that is wanted.
  var tip: String
  /// The references to ask for. More than one only for a commit that no reference stands at.
  var references: [String]
  /// The reference that was meant; for a commit, the commit's id.
  var name: String
}

/// Finds the wanted reference among those that a server offers.
func wanted(
  _ reference: GitReference, among all: [RemoteHead], at address: String
) throws(SourceFailure) -> WantedHead {
  let zero = String(repeating: "0", count: 40)
  let heads = all.filter {
    $0.name.hasPrefix("refs/") && $0.id != zero && !$0.name.hasSuffix("^{}")
  }
  if heads.isEmpty {
    throw SourceFailure(
      .repositoryEmpty, "\(address) holds no commit yet; commit and push a first one")
  }
  func head(_ name: String) -> WantedHead? {
    heads.first { $0.name == name }.map {
      WantedHead(tip: $0.id, references: [$0.name], name: $0.name)
    }
  }
  switch reference {
  case .branch(let name):
    if let found = head("refs/heads/\(name)") { return found }
    throw missing("branch \(name)", heads, "refs/heads/", address)
  case .tag(let name):
    if let found = head("refs/tags/\(name)") { return found }
    throw missing("tag \(name)", heads, "refs/tags/", address)
  case .commit(let id):
    return commit(id, heads)
  case .named(let name):
    if let id = CommitID(name) { return commit(id, heads) }
    let candidates = ["refs/heads/\(name)", "refs/tags/\(name)"] + [name]
    if let found = candidates.lazy.compactMap(head).first { return found }
    throw missing("branch or tag \(name)", heads, "refs/", address)
  }
}

private func commit(_ id: CommitID, _ heads: [RemoteHead]) -> WantedHead {
  let exact = heads.filter { $0.id == id.hex }.prefix(1)
  let published = heads.filter {
    $0.name.hasPrefix("refs/heads/") || $0.name.hasPrefix("refs/tags/")
  }
  let references = (exact.isEmpty ? published[...] : exact).map(\.name)
  return WantedHead(tip: id.hex, references: references, name: id.hex)
}

private func missing(
  _ what: String, _ heads: [RemoteHead], _ prefix: String, _ address: String
) -> SourceFailure {
  let others = heads.map(\.name).filter { $0.hasPrefix(prefix) }
    .map { $0.dropFirst(prefix.count) }
  let some = others.prefix(5).joined(separator: ", ")
  let hint = others.isEmpty ? "there are none" : "there are: \(some)"
  return SourceFailure(.branchMissing, "\(address) has no \(what); \(hint)")
}
