extension ValidationReport {
  /// Text for people: each problem with its source line and a mark below it, and a summary.
  ///
  /// - Parameters:
  ///   - color: whether the output is a terminal that shows colour.
  ///   - source: a file's bytes, by its path; nil leaves the source line out.
  public func text(color: Bool, source: (String) -> [UInt8]?) -> String {
    let style = TextStyle(color: color)
    let secrets = Set(diagnostics.filter { $0.rule == .secret }.map(\.location.line))
    var text = ""
    var lines: (file: String, lines: SourceLines?, withheld: Withheld?)?
    withCellWidths { width in
      for diagnostic in diagnostics {
        let file = diagnostic.location.file
        if lines?.file != file {
          let bytes = source(file)
          lines = (file, bytes.map(SourceLines.init), bytes.map { Withheld($0) })
        }
        text += style.head(diagnostic)
        // A line with a secret or with personal fields in it is not shown.
        if !secrets.contains(diagnostic.location.line),
          RepositoryLoader.club(ofPrivateFile: file) == nil, let source = lines?.lines,
          let withheld = lines?.withheld
        {
          text += excerpt(of: diagnostic, source, withheld, width, style)
        }
        text += style.tail(diagnostic)
      }
    }
    return text + notes.map { "\(style.faint("note:")) \($0)\n" }.joined() + summary + "\n"
  }

  private func excerpt(
    of diagnostic: Diagnostic, _ lines: SourceLines, _ withheld: Withheld,
    _ width: (Unicode.Scalar) -> Int, _ style: TextStyle
  ) -> String {
    let position = diagnostic.location.position
    guard let line = lines.line(position.line), !line.isEmpty, !Secrets.isInside(line) else {
      return ""
    }
    let shown = withheld.shown(of: line, position.line)
    // What is withheld is marked at the sign for it.
    let column =
      shown == line ? Int(position.column) : min(Int(position.column), shown.unicodeScalars.count)
    let excerpt = SourceExcerpt(shown, column: column - 1, width: width)
    let number = String(position.line)
    let margin = String(repeating: " ", count: number.count)
    return "  \(style.faint("\(number) |")) \(excerpt.text)\n"
      + "  \(style.faint("\(margin) |")) \(excerpt.blank)"
      + "\(style.strong("^", diagnostic.severity))\n"
  }
}

extension SourceLocation {
  /// The place without its column.
  fileprivate var line: SourceLocation {
    SourceLocation(file: file, position: SourcePosition(line: position.line, column: 0))
  }
}

extension Diagnostic {
  /// The problem in plain lines, as compilers write them, without the source.
  var lines: [String] {
    let style = TextStyle(color: false)
    return (style.head(self) + style.tail(self)).split(separator: "\n").map(String.init)
  }
}

/// What a terminal does not act on, in one line.
func printable(_ text: String) -> String {
  text.unicodeScalars.allSatisfy(isPrintable)
    ? text
    : text.unicodeScalars.map { isPrintable($0) ? String($0) : "\u{FFFD}" }.joined()
}

private struct TextStyle {
  let color: Bool

  func head(_ diagnostic: Diagnostic) -> String {
    let severity = strong("\(diagnostic.severity.rawValue):", diagnostic.severity)
    return "\(printable(diagnostic.location.description)): \(severity) "
      + "\(printable(diagnostic.message)) \(faint("[\(diagnostic.rule.rawValue)]"))\n"
  }

  func tail(_ diagnostic: Diagnostic) -> String {
    let hint = diagnostic.hint.map { "  \(faint("hint:")) \(printable($0))\n" } ?? ""
    return diagnostic.related.reduce(into: hint) { text, related in
      text +=
        "  \(faint(printable(related.location.description) + ":")) \(printable(related.message))\n"
    }
  }

  func strong(_ text: String, _ severity: Diagnostic.Severity) -> String {
    guard color else { return text }
    return "\u{1B}[\(severity == .error ? "1;31" : "1;33")m\(text)\u{1B}[0m"
  }

  func faint(_ text: String) -> String { color ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
