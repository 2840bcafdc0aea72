extension ValidationReport {
  /// Workflow commands of GitHub Actions, which Forgejo and Gitea understand too: each problem
  /// becomes an annotation at its line. Ends with the summary, for the log.
  ///
  /// - Parameter folder: where the provider's repository lies in the checkout, without a final
  ///   slash; empty for the checkout itself.
  public func gitHubCommands(folder: String = "") -> String {
    var text = ""
    for diagnostic in diagnostics {
      let place = diagnostic.location
      let properties = [
        ("file", place.file(in: folder)), ("line", String(place.position.line)),
        ("col", String(place.position.column)), ("title", diagnostic.rule.rawValue),
      ]
      let message =
        [diagnostic.message] + (diagnostic.hint.map { ["hint: \($0)"] } ?? [])
        + diagnostic.related.map { "\($0.location): \($0.message)" }
      text += command(diagnostic.severity.rawValue, properties, message.joined(separator: "\n"))
    }
    for path in unread { text += command("error", [], path) }
    for note in notes.dropLast(unread.count) { text += command("notice", [], note) }
    return text + summary + "\n"
  }

  private func command(
    _ name: String, _ properties: [(String, String)], _ message: String
  ) -> String {
    let list = properties.map { "\($0)=\(escaped($1, isProperty: true))" }.joined(separator: ",")
    return "::\(name)\(list.isEmpty ? "" : " \(list)")::\(escaped(message, isProperty: false))\n"
  }

  /// As `@actions/core` escapes them: a percent sign and line ends, in properties also colons and
  /// commas.
  private func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result.unicodeScalars.append(isPrintable(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}

extension SourceLocation {
  /// The file as seen from a folder above the repository's root.
  func file(in folder: String) -> String { folder.isEmpty ? file : "\(folder)/\(file)" }
}
