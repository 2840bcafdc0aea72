/// How a value is written: what the schema and the reference say of it.
indirect enum Shape: Sendable {
  case text(TextShape)
  case integer(ClosedRange<Int>)
  /// One of a few numbers.
  case number([Int])
  case boolean
  case choice([Word])
  case list(ListShape)
  case map(MapShape)
  case object(ObjectShape)
  /// One of these, which differ in their kind, or in a word of theirs.
  case either([Shape])
  /// A shape that stands at many places, by its name in the schema.
  case named(String, Shape)
}

/// A word that can be chosen.
struct Word: Sendable, Equatable {
  var text: String
  /// What it means, in a sentence.
  var about: String?

  init(_ text: String, _ about: String? = nil) {
    self.text = text
    self.about = about
  }
}

struct TextShape: Sendable {
  /// In words: `a time zone`.
  var what: String
  /// In Unicode scalars.
  var longest: Int?
  /// A regular expression of ECMA 262. It lets pass at least what the decoder takes.
  var pattern: String?
  var examples: [String]
  /// Text such as `2024`, `1e3` and `true` is something else for a reader of YAML's core schema.
  var mayLookLike: [Lookalike]

  enum Lookalike: String, Sendable, CaseIterable { case number, boolean }

  init(
    _ what: String, longest: Int? = nil, pattern: String? = nil, examples: [String] = [],
    mayLookLike: [Lookalike] = []
  ) {
    self.what = what
    self.longest = longest
    self.pattern = pattern
    self.examples = examples
    self.mayLookLike = mayLookLike
  }
}

extension [TextShape.Lookalike] {
  static var data: Self { TextShape.Lookalike.allCases }
}

struct ListShape: Sendable {
  var element: Shape
  var atLeast: Int
  /// A word that stands alone or not at all.
  var alone: String?
}

/// A mapping whose keys are free.
struct MapShape: Sendable {
  /// What the keys are, in words: `a group`.
  var key: String
  var value: Shape
  /// Keys that cannot be.
  var refused: [String] = []
}

/// A mapping with known keys.
struct ObjectShape: Sendable {
  struct Field: Sendable {
    var key: String
    var isRequired: Bool
    var about: String
    var shape: Shape
    var absent: Absent?
    var examples: [JSONValue]
  }

  var what: String
  var fields: [Field]
  var conditions: [Condition]
}

/// What it means that a key is not there.
enum Absent: Sendable {
  /// The same as this value.
  case same(JSONValue)
  /// In words, where it depends on something else.
  case means(String)
}

/// What the keys of a mapping ask of each other.
enum Condition: Sendable {
  /// Exactly one of these keys stands there.
  case exactlyOne([String])
  /// Where `key` has the value `word`, these keys must and these cannot stand there.
  case when(_ key: String, _ word: String, requires: [String] = [], refuses: [String] = [])
  /// Where the key stands, these must and these cannot stand there.
  case with(_ key: String, requires: [String] = [], refuses: [String] = [])
  /// Where `key` has one of these values, the text at `other` has this form, too.
  case form(_ key: String, _ words: [String], other: String, pattern: String)
}
