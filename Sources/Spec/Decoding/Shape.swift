/// How a value is written: what a schema says of it.
indirect enum Shape: Sendable {
  case text(TextShape)
  case integer(ClosedRange<Int>)
  case boolean
  case choice([String])
  case list(Shape, atLeast: Int)
  /// A mapping whose keys are free.
  case map(Shape)
  case object(ObjectShape)
  case either([Shape])
}

struct TextShape: Sendable {
  /// In words: `a time zone`.
  var what: String
  /// In Unicode scalars.
  var longest: Int?
  /// A regular expression of ECMA 262.
  var pattern: String?

  init(_ what: String, longest: Int? = nil, pattern: String? = nil) {
    self.what = what
    self.longest = longest
    self.pattern = pattern
  }
}

struct ObjectShape: Sendable {
  struct Field: Sendable {
    var key: String
    var isRequired: Bool
    var about: String
    var shape: Shape
  }

  var what: String
  var fields: [Field]
}
