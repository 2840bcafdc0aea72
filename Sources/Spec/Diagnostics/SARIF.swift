extension ValidationReport {
  /// SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), for code scanning.
  ///
  /// - Parameters:
  ///   - version: of this program.
  ///   - folder: where the provider's repository lies in the checkout; empty for the checkout.
  public func sarif(version: String, folder: String = "") -> String {
    let rules = Array(Set(diagnostics.map(\.rule))).sorted { $0.rawValue < $1.rawValue }
    var writer = JSONWriter()
    writer.object { writer in
      writer.text("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      writer.text("version", "2.1.0")
      writer.key("runs")
      writer.array([self]) { writer, report in
        writer.object { writer in
          report.writeTool(rules, version, to: &writer)
          report.writeInvocation(to: &writer)
          writer.text("columnKind", "unicodeCodePoints")
          writer.key("results")
          writer.array(report.diagnostics) { writer, diagnostic in
            writer.object { writer in diagnostic.writeResult(rules, folder, to: &writer) }
          }
        }
      }
    }
    return writer.text
  }

  private func writeTool(_ rules: [Rule], _ version: String, to writer: inout JSONWriter) {
    writer.key("tool")
    writer.object { writer in
      writer.key("driver")
      writer.object { writer in
        writer.text("name", "allotment")
        writer.text("semanticVersion", version)
        writer.key("rules")
        writer.array(rules) { writer, rule in
          writer.object { writer in
            writer.text("id", rule.rawValue)
            if let explanation = RuleCatalogue.explanation(of: rule) {
              writer.message("shortDescription", explanation.title)
              writer.message("fullDescription", explanation.text)
            }
            writer.message("help", "`allotment explain \(rule.rawValue)` tells what it means.")
          }
        }
      }
    }
  }

  private func writeInvocation(to writer: inout JSONWriter) {
    writer.key("invocations")
    writer.array([notes]) { writer, notes in
      writer.object { writer in
        writer.key("executionSuccessful")
        writer.bool(true)
        writer.key("toolExecutionNotifications")
        writer.array(notes) { writer, note in
          writer.object { writer in
            writer.text("level", "note")
            writer.message("message", note)
          }
        }
      }
    }
  }
}

extension Diagnostic {
  fileprivate func writeResult(
    _ rules: [Rule], _ folder: String, to writer: inout JSONWriter
  ) {
    writer.text("ruleId", rule.rawValue)
    if let index = rules.firstIndex(of: rule) {
      writer.key("ruleIndex")
      writer.number(index)
    }
    writer.text("level", severity.rawValue)
    writer.message("message", hint.map { "\(message); \($0)" } ?? message)
    writer.key("locations")
    writer.array([location]) { writer, location in
      writer.object { writer in location.writePhysical(folder, to: &writer) }
    }
    guard !related.isEmpty else { return }
    writer.key("relatedLocations")
    writer.array(related.enumerated()) { writer, item in
      writer.object { writer in
        writer.key("id")
        writer.number(item.offset + 1)
        item.element.location.writePhysical(folder, to: &writer)
        writer.message("message", item.element.message)
      }
    }
  }
}

extension SourceLocation {
  fileprivate func writePhysical(_ folder: String, to writer: inout JSONWriter) {
    writer.key("physicalLocation")
    writer.object { writer in
      writer.key("artifactLocation")
      writer.object { writer in
        writer.text("uri", percentEncoded(file(in: folder)))
        writer.text("uriBaseId", "%SRCROOT%")
      }
      writer.key("region")
      writer.object { writer in
        writer.key("startLine")
        writer.number(Int(position.line))
        writer.key("startColumn")
        writer.number(Int(position.column))
      }
    }
  }

  /// A relative reference of RFC 3986; `:` too, so that no first part is taken for a scheme.
  private func percentEncoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension JSONWriter {
  fileprivate mutating func text(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  fileprivate mutating func message(_ name: String, _ text: String) {
    key(name)
    object { writer in writer.text("text", text) }
  }
}
