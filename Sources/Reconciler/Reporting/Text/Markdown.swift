/// Texts as GitHub, GitLab, Forgejo and Gitea show them: nothing of anybody's becomes markup, a
/// link, or a mention of a person.
enum Markdown {
  /// Running text.
  static func prose(_ text: String, limit: Int = 300) -> String {
    escaped(printable(text, limit: limit)) { scalar in
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "~", "$": "\\" + String(scalar)
      default: entity(scalar)
      }
    }
  }

  /// Text between HTML tags, where Markdown is not read.
  static func html(_ text: String, limit: Int = 300) -> String {
    escaped(printable(text, limit: limit), entity)
  }

  /// A name or value, as it is.
  static func code(_ text: String, limit: Int = 200) -> String {
    let text = printable(text, limit: limit)
    // A bar would end the cell of a table, in a code span too.
    if text.contains("|") { return "<code>\(entities(text))</code>" }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let space = text.isEmpty || text.first == "`" || text.last == "`" ? " " : ""
    return fence + space + text + space + fence
  }

  private static func escaped(
    _ text: String, _ escape: (Unicode.Scalar) -> String?
  ) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let escape = escape(scalar) {
        result += escape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    // An address of the web becomes a link without any markup.
    return result.replacing("://", with: ":<!-- -->//").replacing("www.", with: "www<!-- -->.")
  }

  /// What HTML reads, what ends a table's cell, and what mentions a person or an issue.
  private static func entity(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "&", "<", ">", "|", "\"": "&#\(scalar.value);"
    // An entity is decoded before mentions are looked for; a comment parts the sign from the name.
    case "@", "#", "!": "\(scalar)<!-- -->"
    default: nil
    }
  }

  /// Text that Markdown reads between the tags of a code element. What it decodes or finds there
  /// would still become a link: a comment parts the sign from the name.
  private static func entities(_ text: String) -> String {
    let escaped = text.unicodeScalars.reduce(into: "") { result, scalar in
      let isPlain =
        !scalar.isASCII || scalar.properties.isAlphabetic
        || " .,-/()0123456789".unicodeScalars.contains(scalar)
      if isPlain {
        result.unicodeScalars.append(scalar)
      } else {
        result += "&#\(scalar.value);\(scalar == "@" ? "<!-- -->" : "")"
      }
    }
    return escaped.replacing("www.", with: "www<!-- -->.")
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var run = 0
    for each in text {
      run = each == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
