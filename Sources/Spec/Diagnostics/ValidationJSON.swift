extension ValidationReport {
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
      if !notes.isEmpty {
        writer.key("notes")
        writer.array(notes) { writer, note in writer.string(note) }
      }
      if let before { before.write(to: &writer) }
    }
    return writer.text
  }
}

extension ValidationReport.Before {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.key("before")
    writer.object { writer in
      writer.key("revision")
      writer.string(revision.description)
      writer.key("errors")
      writer.number(errors)
      writer.key("warnings")
      writer.number(warnings)
    }
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
