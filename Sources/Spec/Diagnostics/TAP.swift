extension ValidationReport {
  /// The Test Anything Protocol, version 13: a test a file, with its problems as comments.
  public func tap() -> String {
    let files = byFile
    var text = "TAP version 13\n1..\(files.count + unread.count)\n"
    for (index, (file, problems)) in files.enumerated() {
      text += "\(isFailure(problems) ? "not ok" : "ok") \(index + 1) - \(name(file))\n"
      for line in problems.flatMap(\.lines) { text += "# \(line)\n" }
    }
    for (index, path) in unread.enumerated() {
      text += "not ok \(files.count + index + 1) - \(name(path))\n"
    }
    return text + (notes + [summary]).map { "# \($0)\n" }.joined()
  }

  /// After a `#` a reader looks for `SKIP` and `TODO`, which would excuse a failure.
  private func name(_ file: String) -> String {
    printable(file).replacing("#", with: "\u{FFFD}")
  }
}
