extension YAMLProblem {
  /// Mistakes that libyaml notices elsewhere than where they were made, or takes for others.
  ///
  /// - Parameters:
  ///   - text: libyaml's complaint.
  ///   - context: where what it was reading began.
  static func cause(
    _ text: String, at problem: SourcePosition, _ context: SourcePosition?, in lines: SourceLines
  ) -> YAMLProblem? {
    if let mark = lines.conflictMark { return unmerged(at: mark) }
    switch text {
    case "mapping values are not allowed in this context":
      guard let above = lines.textLine(above: problem.line),
        let key = lines.keyWithoutSpace(on: above)
      else { return nil }
      return noSpace(key, noticed: problem)
    case "could not find expected ':'":
      guard let context, let key = lines.keyWithoutSpace(on: context.line) else { return nil }
      return noSpace(key, noticed: problem.line > context.line ? problem : nil)
    case "did not find expected key", "did not find expected '-' indicator":
      return bracket(at: problem, in: lines)
    default: return nil
    }
  }

  private static func unmerged(at mark: SourcePosition) -> YAMLProblem {
    YAMLProblem(
      rule: .yamlSyntax, message: "a merge was not ended: here is a mark of its conflict",
      position: mark,
      hint: "keep one side, and take the lines with `<<<<<<<`, `=======` and `>>>>>>>` out")
  }

  private static func noSpace(
    _ key: SourceLines.KeyWithoutSpace, noticed: SourcePosition?
  ) -> YAMLProblem {
    YAMLProblem(
      rule: .yamlSyntax, message: "there is no space after the `:` of a key",
      position: key.position,
      hint: key.strangeSpace.map {
        "\(codePoint($0)) looks like a space: write a plain one"
      } ?? "write `key: value`, with a space after the colon",
      related: noticed.map { [($0, "noticed here")] } ?? [])
  }

  /// Text that begins with a bracket, or a bracket too much.
  private static func bracket(at problem: SourcePosition, in lines: SourceLines) -> YAMLProblem? {
    let before = lines.line(problem.line)?.unicodeScalars.prefix(Int(problem.column) - 1)
      .last { $0 != " " && $0 != "\t" }
    guard before == "]" || before == "}", let next = lines.character(at: problem) else {
      return nil
    }
    let isBracket = next == "]" || next == "}"
    return YAMLProblem(
      rule: .yamlSyntax,
      message: isBracket
        ? "a bracket is closed that was not opened" : "there is more text after a closing bracket",
      position: problem,
      hint: isBracket
        ? "is there a bracket too much?"
        : "put all of it into quotes: text without them cannot begin with `[` or `{`")
  }
}

extension SourceLines {
  struct KeyWithoutSpace {
    /// Where the key begins.
    var position: SourcePosition
    /// What stands after the colon instead.
    var strangeSpace: Unicode.Scalar?
  }

  /// The first mark that git leaves where two sides changed the same lines.
  fileprivate var conflictMark: SourcePosition? {
    for number in 1...UInt32(max(1, count)) {
      guard let line = line(number), let first = line.utf8.first, "<=>|".utf8.contains(first),
        line.utf8.prefix(while: { $0 == first }).count == 7
      else { continue }
      let rest = line.utf8.dropFirst(7)
      guard rest.isEmpty || rest.first == UInt8(ascii: " ") else { continue }
      return SourcePosition(line: number, column: 1)
    }
    return nil
  }

  /// The line before that holds more than a comment.
  fileprivate func textLine(above number: UInt32) -> UInt32? {
    (1..<max(1, number)).last { above in
      guard let first = line(above)?.utf8.first(where: { $0 != UInt8(ascii: " ") }) else {
        return false
      }
      return first != UInt8(ascii: "#")
    }
  }

  /// A line such as `- id:rose`: its text holds a colon, and no key ends there.
  fileprivate func keyWithoutSpace(on number: UInt32) -> KeyWithoutSpace? {
    guard let line = line(number) else { return nil }
    let text = line.unicodeScalars.drop { $0 == " " || $0 == "-" }
    let key = text.prefix {
      $0.properties.isAlphabetic || "0123456789_-".unicodeScalars.contains($0)
    }
    let rest = text[key.endIndex...]
    guard !key.isEmpty, rest.first == ":", let next = rest.dropFirst().first,
      next != "/", next != " ", !String(rest).contains(": "), rest.last != ":"
    else { return nil }
    let column = line.unicodeScalars.distance(from: line.startIndex, to: key.startIndex) + 1
    return KeyWithoutSpace(
      position: SourcePosition(line: number, column: UInt32(column)),
      strangeSpace: !next.isASCII && next.properties.isWhitespace ? next : nil)
  }
}
