extension Definition {
  /// A list, of at least one element when `nonEmpty`. Elements that cannot be read are left out.
  ///
  /// - Parameter alone: for the schema: a word that stands alone. A rule checks it.
  static func list<Element>(
    of element: Definition<Element>, _ what: String, nonEmpty: Bool = false, alone: String? = nil
  ) -> Definition where Value == [Element] {
    Definition(
      .list(ListShape(element: element.shape, atLeast: nonEmpty ? 1 : 0, alone: alone))
    ) { node, reading in
      guard reading.isList(node, what, nonEmpty: nonEmpty) else { return nil }
      var values: [Element] = []
      values.reserveCapacity(reading.tree.count(of: node))
      var child = node + 1
      let end = reading.tree.next(node)
      while child < end {
        if let value = element.read(child, &reading) { values.append(value) }
        child = reading.tree.next(child)
      }
      return values
    }
  }

  /// A mapping with free keys, in the file's order. Entries that cannot be read are left out.
  ///
  /// - Parameters:
  ///   - what: in words: `groups`.
  ///   - key: what a key is, in words: `a group`.
  ///   - refused: for the schema: keys that cannot be. A rule checks them.
  static func map<Entry>(
    of entry: Definition<Entry>, _ what: String, by key: String, refused: [String] = [],
    refusingSecrets: Bool = false
  ) -> Definition where Value == [MapEntry<Entry>] {
    Definition(.map(MapShape(key: key, value: entry.shape, refused: refused))) { node, reading in
      guard reading.tree.kind(node) == .mapping else {
        if reading.tree.isNull(node) {
          reading.reportNull(node, what)
        } else {
          reading.reportType(node, what)
        }
        return nil
      }
      return reading.entries(of: node, entry, refusingSecrets)
    }
  }
}

extension Definition {
  /// Tells entries that stand there twice.
  ///
  /// - Parameter name: the form in which they are compared, and told.
  func distinct<Entry>(
    _ name: @escaping @Sendable (Entry) -> String
  ) -> Definition where Value == [Located<Entry>] {
    checked { entries, _, reading in
      guard entries.count > 1 else { return }
      var seen = FirstPlaces<SourcePosition>()
      for entry in entries {
        let text = name(entry.value)
        guard let first = seen.insert(text, at: entry.position) else { continue }
        reading.report(
          .duplicateEntry, .warning, "\(quoted(text)) stands here twice", at: entry.position,
          related: [reading.findings.related(first, "first here")])
      }
    }
  }
}

/// One entry of a mapping with free keys.
struct MapEntry<Value> {
  var key: Located<String>
  var value: Value
}

extension MapEntry: Sendable where Value: Sendable {}

extension Reading {
  mutating func isList(_ node: Int, _ what: String, nonEmpty: Bool) -> Bool {
    guard tree.kind(node) == .sequence else {
      if tree.isNull(node) {
        reportNull(node, what)
      } else {
        reportType(
          node, what, hint: tree.isScalar(node) ? "write it in brackets: `[…]`" : nil)
      }
      return false
    }
    guard !nonEmpty || tree.next(node) > node + 1 else {
      report(.emptyList, "the list is empty: \(what) is wanted", at: tree.position(node))
      return false
    }
    return true
  }

  fileprivate mutating func entries<Entry>(
    of node: Int, _ entry: Definition<Entry>, _ refusingSecrets: Bool
  ) -> [MapEntry<Entry>] {
    var entries: [MapEntry<Entry>] = []
    var seen = FirstPlaces<Int>()
    var key = node + 1
    let end = tree.next(node)
    while key < end {
      let child = tree.next(key)
      let name = tree.string(key)
      if let first = seen.insert(name, at: key) {
        reportDuplicate(key, first: first)
      } else {
        let isSecret = refusingSecrets && reportSecret(named: name, child)
        if !isSecret, let text = checkedKey(key, name), let value = entry.read(child, &self) {
          entries.append(MapEntry(key: Located(text, at: tree.position(key)), value: value))
        }
      }
      key = tree.next(child)
    }
    return entries
  }

  private mutating func checkedKey(_ key: Int, _ name: String) -> String? {
    do throws(InvalidValue) {
      return try checkedText(name, longest: 200)
    } catch {
      report(.text, "the key \(quoted(name)) \(error.reason)", at: tree.position(key))
      return nil
    }
  }
}
