extension ValidationReport {
  /// Text for people: each problem with its source line and a mark below it, and a summary.
  ///
  /// - Parameters:
  ///   - color: whether the output is a terminal that shows colour.
  ///   - source: a file's bytes, by its path; nil leaves the source line out.
  public func text(color: Bool, source: (String) -> [UInt8]?) -> String {
    let style = TextStyle(color: color)
    var text = ""
    var lines: (file: String, lines: SourceLines?)?
    for diagnostic in diagnostics {
      let file = diagnostic.location.file
      if lines?.file != file { lines = (file, source(file).map(SourceLines.init)) }
      text += style.head(diagnostic)
      if let line = excerpt(of: diagnostic, lines?.lines, style) { text += line }
      if let hint = diagnostic.hint { text += "  \(style.faint("hint:")) \(hint)\n" }
      for related in diagnostic.related {
        text +=
          "  \(style.faint(printable(related.location.description) + ":")) \(related.message)\n"
      }
    }
    return text + summary(style)
  }

  /// A line with a secret in it is not shown.
  private func excerpt(
    of diagnostic: Diagnostic, _ lines: SourceLines?, _ style: TextStyle
  ) -> String? {
    let position = diagnostic.location.position
    let hasSecret = diagnostics.contains {
      $0.rule == .secret && $0.location.file == diagnostic.location.file
        && $0.location.position.line == position.line
    }
    guard !hasSecret, let line = lines?.line(position.line), !line.isEmpty,
      !Secrets.isInside(line)
    else { return nil }
    let scalars = Array(line.unicodeScalars)
    let column = min(Int(position.column) - 1, scalars.count)
    // A long line is cut around the place.
    let start = max(0, column - 60)
    let shown = scalars[start..<min(scalars.count, start + 100)]
    let mark = scalars[start..<column].map { $0 == "\t" ? "\t" : " " }.joined()
    let number = String(position.line)
    let margin = String(repeating: " ", count: number.count)
    let printed = shown.map { isPrintable($0) || $0 == "\t" ? String($0) : "\u{FFFD}" }.joined()
    return "  \(style.faint("\(number) |")) \(printed)\n"
      + "  \(style.faint("\(margin) |")) \(mark)\(style.strong("^", diagnostic.severity))\n"
  }

  private func summary(_ style: TextStyle) -> String {
    let checked = "\(counted(clubCount, "club")) in \(counted(fileCount, "file"))"
    if diagnostics.isEmpty { return "\(checked): valid\n" }
    let found = "\(counted(errorCount, "error")), \(counted(warningCount, "warning"))"
    return "\(checked): \(found)\n"
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

private func printable(_ text: String) -> String {
  text.unicodeScalars.allSatisfy(isPrintable)
    ? text
    : text.unicodeScalars.map { isPrintable($0) ? String($0) : "\u{FFFD}" }.joined()
}

private struct TextStyle {
  let color: Bool

  func head(_ diagnostic: Diagnostic) -> String {
    let severity = strong("\(diagnostic.severity.rawValue):", diagnostic.severity)
    return "\(printable(diagnostic.location.description)): \(severity) \(diagnostic.message) "
      + "\(faint("[\(diagnostic.rule.rawValue)]"))\n"
  }

  func strong(_ text: String, _ severity: Diagnostic.Severity) -> String {
    guard color else { return text }
    return "\u{1B}[\(severity == .error ? "1;31" : "1;33")m\(text)\u{1B}[0m"
  }

  func faint(_ text: String) -> String { color ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
