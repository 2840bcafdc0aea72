/// Writes Prometheus' text exposition format 0.0.4.
///
/// Names, types, help and label names are literals; only label values come from outside, and they
/// are escaped.
struct MetricsText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  enum Kind: String { case counter, gauge }

  struct Sample {
    var labels: [(name: StaticString, value: String)]
    var value: Double

    init(_ value: Double, _ labels: (name: StaticString, value: String)...) {
      self.labels = labels
      self.value = value
    }

    init(_ value: Int, _ labels: (name: StaticString, value: String)...) {
      self.labels = labels
      self.value = Double(value)
    }

    init(_ value: Bool, _ labels: (name: StaticString, value: String)...) {
      self.labels = labels
      self.value = value ? 1 : 0
    }
  }

  private(set) var text = ""

  /// A family without samples is left out.
  mutating func add(
    _ name: StaticString, _ kind: Kind, _ help: StaticString, _ samples: [Sample]
  ) {
    guard !samples.isEmpty else { return }
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      text += "\(name)"
      if !sample.labels.isEmpty {
        let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
        text += "{\(labels.joined(separator: ","))}"
      }
      text += " \(Self.number(sample.value))\n"
    }
  }

  mutating func add(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ value: Int?) {
    add(name, kind, help, value.map { [Sample($0)] } ?? [])
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += #"\\"#
      case "\"": result += #"\""#
      case "\n": result += #"\n"#
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
