import Model

/// One change as lines of a terminal.
struct ChangeText {
  let change: Change
  let options: TextOptions

  /// Fields shown for one change, unless all are asked for.
  static let fieldLimit = 12

  /// `+ account rose@chess.example  (clubs/chess.yaml:11)  declared, not live`
  var heading: String {
    let mark = Mark(change)
    let verb = mark == .held ? "\(change.action.rawValue) " : ""
    let sign = options.paint("\(mark.rawValue)", mark.paint)
    let origin = change.origin.map { options.paint("  (\(place($0)))", .dim) } ?? ""
    return "\(sign) \(verb)\(thing)\(origin)  \(printable(change.reason, limit: 200))"
  }

  /// The heading, then what keeps it back, then its fields.
  var lines: [String] {
    var lines = [heading]
    if let hold = change.held {
      lines.append("    held (\(hold.by.rawValue)): \(printable(hold.message, limit: 300))")
      lines.append("    id: \(printable(change.id, limit: 400))")
    }
    if let loses = change.loses { lines.append("    loses: \(loses.sentence)") }
    let limit = options.verbose ? Int.max : ChangeText.fieldLimit
    let field = FieldText(verbose: options.verbose)
    lines += change.fields.prefix(limit).map { "    " + field.line($0, of: change.action) }
    if change.fields.count > limit {
      lines.append("    … and \(change.fields.count - limit) more fields")
    }
    return lines
  }

  private var thing: String {
    let kind = printable(change.resource.kind.name, limit: 40)
    return "\(kind) \(printable(change.resource.name, limit: 300))"
  }
}
