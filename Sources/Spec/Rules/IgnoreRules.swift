extension ClubReading {
  /// Every path of `ignore` names a declared value.
  func checkIgnored(_ reading: inout Reading) {
    for path in club.ignore.prefix(Findings.limit) {
      guard !reading.tree.has(path: path.value[...], below: YAMLTree.root) else { continue }
      reading.report(
        .unknownField, "nothing is declared at \(quoted(path.value))", at: path.position,
        hint: "as in `chat.rooms.potting-shed.topic`; list elements go by their `id`")
    }
  }

  /// Delegated names stand below the names of the club.
  func checkDelegates(_ reading: inout Reading) {
    if let domain = club.domain { checkDelegates(domain, &reading.findings) }
  }

  func checkDelegates(_ domain: Located<DomainName>, _ findings: inout Findings) {
    let names = [domain.value] + (club.site?.aliases ?? []).map(\.value)
    for delegate in club.delegates
    where !names.contains(where: { delegate.value.isWithin($0) && delegate.value != $0 }) {
      findings.add(
        .delegate, "\(quoted(delegate.value.unicode)) is not below the club's own domain",
        at: delegate.position, hint: "as in `youth.\(cut(domain.value.unicode))`",
        related: [findings.related(domain.position, "the domain is here")])
    }
  }
}

extension YAMLTree {
  /// Whether a value stands at `path`: keys, and ids of list elements, with dots between. A key may
  /// hold dots itself.
  fileprivate func has(path: Substring, below node: Int) -> Bool {
    switch kind(node) {
    case .plain, .quoted: return false
    case .mapping:
      var key = node + 1
      while key < next(node) {
        let value = next(key)
        if mayBegin(path, key), leads(path, through: string(key), to: value) { return true }
        key = next(value)
      }
      return false
    case .sequence:
      return elements(node).contains { element in
        guard let id = self.value(of: "id", in: element), isScalar(id) else { return false }
        let text = string(id)
        return leads(path, through: text, to: element)
          || leads(path, through: nameKey(text), to: element)
      }
    }
  }

  private func mayBegin(_ path: Substring, _ key: Int) -> Bool {
    isScalar(key) && nodes[key].length > 0 && path.utf8.first == text[Int(nodes[key].offset)]
  }

  private func leads(_ path: Substring, through name: String, to node: Int) -> Bool {
    guard !name.isEmpty, let rest = path.after(name) else { return false }
    if rest.isEmpty { return true }
    return rest.utf8.first == UInt8(ascii: ".")
      && has(path: Substring(rest.utf8.dropFirst()), below: node)
  }
}

extension Substring {
  /// What follows a text that stands at the beginning; nil when another one does.
  fileprivate func after(_ start: String) -> Substring? {
    guard start.isASCII else { return hasPrefix(start) ? dropFirst(start.count) : nil }
    let (mine, wanted) = (utf8.span, start.utf8.span)
    guard mine.count >= wanted.count else { return nil }
    for index in wanted.indices where mine[index] != wanted[index] { return nil }
    return Substring(utf8.dropFirst(wanted.count))
  }
}
