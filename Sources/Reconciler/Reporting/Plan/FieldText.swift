import Model

/// One changed field in one line: `role: member → owner`.
struct FieldText {
  var limit = 120
  var items = 6

  init(verbose: Bool) {
    if verbose {
      limit = 2000
      items = .max
    }
  }

  /// A thing that is made has only a new value, one that is deleted only an old one.
  func line(_ field: Change.FieldChange, of action: Change.Action) -> String {
    let path = printable(field.path, limit: limit)
    if field.isConcealed { return "\(path): \(concealed(field))" }
    switch (field.before, field.after) {
    case (.map(let before)?, .map(let after)?): return "\(path): \(difference(before, after))"
    case (.set(let before)?, .set(let after)?): return "\(path): \(difference(before, after))"
    case (nil, let after?) where action == .create: return "\(path): \(text(after))"
    case (let before?, nil) where action == .delete: return "\(path): \(text(before))"
    default: return "\(path): \(text(field.before)) → \(text(field.after))"
    }
  }

  /// Of a map, whose keys are addresses, what comes and goes.
  private func concealed(_ field: Change.FieldChange) -> String {
    let (before, after) = (keys(of: field.before), keys(of: field.after))
    return before == after ? "(not shown)" : difference(before, after)
  }

  private func keys(of value: Value?) -> Set<String> {
    if case .map(let map)? = value { Set(map.keys) } else { [] }
  }

  private func text(_ value: Value?) -> String {
    switch value {
    case nil: "none"
    case .text(let text)?: quoted(text)
    case .number(let number)?: String(number)
    case .flag(let flag)?: flag ? "yes" : "no"
    case .set(let set)?: list(set.sorted().map(quoted))
    case .map(let map)?:
      list(map.sorted { $0.key < $1.key }.map { "\(quoted($0.key)) (\(quoted($0.value)))" })
    }
  }

  /// Only what differs: a room has fifty affiliations, and one of them changes.
  private func difference(_ before: [String: String], _ after: [String: String]) -> String {
    let keys = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    return list(
      keys.map { key in
        switch (before[key], after[key]) {
        case (let old?, let new?): "~\(quoted(key)) (\(quoted(old)) → \(quoted(new)))"
        case (let old?, nil): "-\(quoted(key)) (\(quoted(old)))"
        case (nil, let new): "+\(quoted(key)) (\(quoted(new ?? "")))"
        }
      })
  }

  private func difference(_ before: Set<String>, _ after: Set<String>) -> String {
    list(
      before.subtracting(after).sorted().map { "-\(quoted($0))" }
        + after.subtracting(before).sorted().map { "+\(quoted($0))" })
  }

  private func list(_ all: [String]) -> String {
    if all.isEmpty { return "nobody and nothing" }
    let more = all.count > items ? ", … and \(all.count - items) more" : ""
    return all.prefix(items).joined(separator: ", ") + more
  }

  /// Quoted where it would be taken for something else.
  private func quoted(_ text: String) -> String {
    let safe = printable(text, limit: limit)
    let isPlain = !text.isEmpty && text != "none" && text.first != " " && text.last != " "
    return isPlain ? safe : "\"\(safe)\""
  }
}
