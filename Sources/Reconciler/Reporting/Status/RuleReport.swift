public import Spec

/// What a rule means, as `allotment explain RULE` says it.
public enum RuleReport {
  public static func json(_ rule: RuleExplanation) -> JSON {
    [
      "formatVersion": "1",
      "rule": .text(rule.rule.rawValue),
      "severity": .text(rule.severity.rawValue),
      "title": .text(rule.title),
      "text": .text(rule.text),
      "wrong": json(rule.wrong),
      "right": json(rule.right),
    ]
  }

  private static func json(_ example: RuleExample) -> JSON {
    .list(
      example.shown.map { file in
        ["file": .text(file.path), "note": .text(file.note), "text": .text(file.text)]
      })
  }

  /// Ends with a newline.
  public static func text(
    _ rule: RuleExplanation, _ options: TextOptions = TextOptions()
  ) -> String {
    var lines = [
      options.paint("\(rule.rule.rawValue) (\(rule.severity.rawValue))", .bold), "",
      "\(rule.title).", "",
    ]
    lines += wrapped(rule.text, width: 80)
    lines += ["", options.paint("Wrong", .bold)] + text(rule.wrong)
    lines += ["", options.paint("Right", .bold)] + text(rule.right)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ example: RuleExample) -> [String] {
    example.shown.flatMap { file in
      let note = file.note.map { " \($0)" } ?? ""
      let lines = file.text?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
      return ["  \(file.path)\(note)"] + lines.map { "    \($0)" }
    }
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
