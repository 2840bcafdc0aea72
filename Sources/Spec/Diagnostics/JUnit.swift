extension ValidationReport {
  /// JUnit's XML, as GitLab, Jenkins and Forgejo read it: a test case a file, which fails with all
  /// its problems. Warnings of a file that does not fail are its output.
  public func junit() -> String {
    let files = byFile
    let failures = files.count { isFailure($0.problems) }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    let tests = files.count + unread.count
    let counts = "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(unread.count)\""
    text += "<testsuites \(counts)>\n"
    text += "<testsuite name=\"allotment validate\" \(counts) skipped=\"0\">\n"
    for (file, problems) in files { text += testCase(file, problems) }
    for path in unread.map(xml) {
      text += "<testcase classname=\"allotment\" name=\"\(path)\" time=\"0\">"
      text += "<error type=\"unreadable\" message=\"\(path)\"></error></testcase>\n"
    }
    text += "<system-out>\(xml((notes + [summary]).joined(separator: "\n")))</system-out>\n"
    return text + "</testsuite>\n</testsuites>\n"
  }

  private func testCase(_ file: String, _ problems: [Diagnostic]) -> String {
    let name = xml(file)
    var text = "<testcase classname=\"allotment\" name=\"\(name)\" file=\"\(name)\" time=\"0\">"
    let lines = xml(problems.flatMap(\.lines).joined(separator: "\n"))
    if isFailure(problems) {
      let first = problems.first { $0.severity == .error } ?? problems[0]
      let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
      text += "<failure type=\"\(xml(first.rule.rawValue))\" "
      text += "message=\"\(xml(first.message + more))\">\(lines)</failure>"
    } else if !problems.isEmpty {
      text += "<system-out>\(lines)</system-out>"
    }
    return text + "</testcase>\n"
  }

  /// Text or an attribute's value of XML 1.0: what it cannot hold at all becomes U+FFFD.
  private func xml(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(isPrintable(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}
