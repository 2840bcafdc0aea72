import Testing

/// A part of a club's file, by name, with marks where findings are expected.
struct ClubCase: Sendable, CustomTestStringConvertible {
  var name: String
  var body: String

  init(_ name: String, _ body: String) {
    self.name = name
    self.body = body
  }

  var testDescription: String { name }
}
