/// What `validate` found, ready to be printed.
public struct ValidationReport: Sendable {
  /// Ordered by file, line, column.
  public let diagnostics: [Diagnostic]
  public let fileCount: Int
  /// All club files, read or not.
  public let clubCount: Int
  /// Warnings make it invalid, too.
  public let isStrict: Bool

  public init(diagnostics: [Diagnostic], fileCount: Int, clubCount: Int, isStrict: Bool = false) {
    self.diagnostics = diagnostics.sorted()
    self.fileCount = fileCount
    self.clubCount = clubCount
    self.isStrict = isStrict
  }

  public init(_ repository: LoadedRepository, isStrict: Bool = false) {
    self.init(
      diagnostics: repository.diagnostics, fileCount: repository.fileCount,
      clubCount: repository.clubs.count, isStrict: isStrict)
  }

  public var errorCount: Int { diagnostics.count { $0.severity == .error } }
  public var warningCount: Int { diagnostics.count - errorCount }
  public var isValid: Bool { errorCount == 0 && (!isStrict || warningCount == 0) }

  /// One line of JSON, format version 1.
  public func json() -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("formatVersion")
      writer.string("1")
      writer.key("valid")
      writer.bool(isValid)
      writer.key("summary")
      writer.object { writer in
        for (name, count) in [
          ("files", fileCount), ("clubs", clubCount), ("errors", errorCount),
          ("warnings", warningCount),
        ] {
          writer.key(name)
          writer.number(count)
        }
      }
      writer.key("diagnostics")
      writer.array(diagnostics) { writer, diagnostic in diagnostic.write(to: &writer) }
    }
    return writer.text
  }
}

extension Diagnostic {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("rule")
      writer.string(rule.rawValue)
      writer.key("severity")
      writer.string(severity.rawValue)
      writer.key("message")
      writer.string(message)
      location.write(to: &writer)
      if let hint {
        writer.key("hint")
        writer.string(hint)
      }
      writer.key("related")
      writer.array(related) { writer, related in
        writer.object { writer in
          related.location.write(to: &writer)
          writer.key("message")
          writer.string(related.message)
        }
      }
    }
  }
}

extension SourceLocation {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.key("file")
    writer.string(file)
    writer.key("line")
    writer.number(Int(position.line))
    writer.key("column")
    writer.number(Int(position.column))
  }
}
