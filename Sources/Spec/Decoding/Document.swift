/// What every file of ours begins with.
enum Document {
  static let version = "allotment/v1"

  static func apiVersion<Object>() -> Field<Object> {
    constant("apiVersion", version, .apiVersion, "The version of this format.")
  }

  static func kind<Object>(_ kind: String) -> Field<Object> {
    constant("kind", kind, .kind, "What the file declares.")
  }

  private static func constant<Object>(
    _ key: String, _ wanted: String, _ rule: Rule, _ about: String
  ) -> Field<Object> {
    Field(key, .choice([Word(wanted)]), required: true, about) { node, _, _, reading in
      guard let text = reading.scalar(node, "`\(wanted)`"), text != wanted else { return }
      reading.report(
        rule, "\(quoted(text)) is not `\(wanted)`", at: reading.tree.position(node),
        hint: "write `\(key): \(wanted)`")
    }
  }
}
