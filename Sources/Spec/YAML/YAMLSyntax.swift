import CLibyaml

extension YAMLProblem {
  /// libyaml's complaint in plain words and at the place where it can be mended.
  ///
  /// - Parameter bracket: where the innermost open bracket stands.
  init(libyaml parser: yaml_parser_t, bytes: [UInt8], start: Int, bracket: SourcePosition?) {
    let text = parser.problem.map { String(cString: $0) } ?? ""
    if parser.error == YAML_READER_ERROR {
      self.init(unreadable: parser, text, bytes: bytes, start: start)
      return
    }
    let problem = SourcePosition(parser.problem_mark)
    let context =
      parser.context == nil ? nil : SourcePosition(parser.context_mark)
    if let cause = YAMLProblem.cause(text, at: problem, context, in: SourceLines(bytes)) {
      self = cause
      return
    }
    let end = SourcePosition(endOf: bytes)
    let wording = Wording(text, at: parser.problem_mark, in: bytes)
    self.init(
      rule: .yamlSyntax, message: wording.message, position: min(problem, end),
      hint: wording.hint)
    if let bracket, problem > end, !wording.isAboutContext {
      position = bracket
      message = "a bracket is not closed"
      hint = nil
      return
    }
    guard let context, context != problem else { return }
    if wording.isAboutContext || problem > end || isOutside(problem, context, in: bytes) {
      position = min(context, end)
      if problem <= end { related = [(problem, "noticed here")] }
    } else {
      related = [(min(context, end), "in what begins here")]
    }
  }

  private init(unreadable parser: yaml_parser_t, _ text: String, bytes: [UInt8], start: Int) {
    let offset = start + parser.problem_offset
    self.init(
      rule: .encoding,
      message: text.holds("control characters")
        ? "there is a control character" : "the file is not valid UTF-8",
      position: min(SourcePosition(offset: offset, in: bytes), SourcePosition(endOf: bytes)),
      hint: text.holds("control characters") ? "remove it" : "save the file as UTF-8")
  }

  /// Whether a bracket that opened at `context` was left open: the problem stands on a later line
  /// that is not indented more than the bracket's own line.
  private func isOutside(
    _ problem: SourcePosition, _ context: SourcePosition, in bytes: [UInt8]
  ) -> Bool {
    guard problem.line > context.line, message.holds("bracket") else { return false }
    let lines = SourceLines(bytes)
    return lines.indentation(problem.line) <= lines.indentation(context.line)
  }
}

/// Plain words for what libyaml says.
private struct Wording {
  var message: String
  var hint: String?
  /// Whether the mistake is where the construct began.
  var isAboutContext = false

  init(_ message: String, hint: String? = nil, isAboutContext: Bool = false) {
    self.message = message
    self.hint = hint
    self.isAboutContext = isAboutContext
  }

  init(_ problem: String, at mark: yaml_mark_t, in bytes: [UInt8]) {
    switch problem {
    case "mapping values are not allowed in this context":
      self.init(
        "a `:` cannot stand here",
        hint: "check the indentation, or put the text in quotes if it holds `: `")
    case "found character that cannot start any token":
      self.init(badStart: SourceLines(bytes).character(at: SourcePosition(mark)))
    case "did not find expected key" where Wording.isAfterQuote(mark, in: bytes):
      self.init(
        "there is more text after a closing quote",
        hint: "put all of it into quotes, and write a `'` within single ones twice")
    case "did not find expected key", "did not find expected '-' indicator":
      self.init(
        "the indentation does not fit what is above",
        hint: "begin the line at the same column as its neighbours")
    case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
      // Text in brackets that holds `: `.
      let isColon = SourceLines(bytes).character(at: SourcePosition(mark)) == ":"
      self.init(
        isColon ? "a `:` cannot stand here" : "a bracket is not closed, or a comma is missing",
        hint: isColon ? "put the text in quotes if it holds `: `" : nil)
    case "could not find expected ':'":
      self.init(
        "there is a key without `:`", hint: "write `key: value`, with a space after the colon",
        isAboutContext: true)
    case "did not find expected node content":
      self.init("a value is missing here", hint: "is there a comma or a bracket too much?")
    case "did not find expected alphabetic or numeric character":
      self.init(
        "an anchor or an alias has a name of letters and digits",
        hint: "put the text in quotes if it begins with `&` or `*`", isAboutContext: true)
    case "block sequence entries are not allowed in this context":
      self.init("the dash of a list cannot stand here", hint: "begin the list on the next line")
    case "did not find expected comment or line break":
      self.init("the text of a block begins on the next line", hint: "begin a new line")
    case "found unexpected document indicator", "found unexpected end of stream":
      self.init("a quote is not closed", isAboutContext: true)
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      self.init(badStart: "\t")
    case "found unknown escape character", "found invalid Unicode character escape code",
      "did not find expected hexdecimal number":
      self.init(
        "a `\\` in double quotes begins an escape that is not known",
        hint: "put the text in single quotes, where a `\\` is a `\\`")
    case "found incompatible YAML document":
      self.init("the directive names a version of YAML that is not read here", hint: "leave it out")
    case "found unknown directive name":
      self.init(
        "there is a directive that is not known here", hint: "leave the line out",
        isAboutContext: true)
    case "did not find expected <document start>":
      self.init("there is more after the end of the document")
    default:
      self.init(problem.isEmpty ? "this is not YAML" : "this is not YAML: \(problem)")
    }
  }

  /// Whether a quote stands right before, on the same line.
  private static func isAfterQuote(_ mark: yaml_mark_t, in bytes: [UInt8]) -> Bool {
    let before = SourceLines(bytes).line(SourcePosition(mark).line)?
      .unicodeScalars.prefix(Int(mark.column)).last { $0 != " " && $0 != "\t" }
    return before == "\"" || before == "'"
  }

  private init(badStart character: Unicode.Scalar?) {
    switch character {
    case "\t": self.init("a tab cannot indent", hint: "use spaces")
    case let character? where "@`%".unicodeScalars.contains(character):
      self.init(
        "a value cannot begin with \(character == "`" ? "a backtick" : "`\(character)`")",
        hint: "put it in quotes")
    default: self.init("a value cannot begin with this character")
    }
  }
}
