/// A YAML value in flow style whose every scalar is double-quoted ASCII: whatever a name holds, it
/// is read back as that text and nothing else (YAML 1.1, section 9.2.1; YAML 1.2, section 7.3.1).
indirect enum YAMLText {
  case text(String)
  case list([YAMLText])
  /// In this order.
  case map([(String, YAMLText)])

  var flow: String {
    switch self {
    case .text(let text): quoted(text)
    case .list(let items): "[\(items.map(\.flow).joined(separator: ", "))]"
    case .map(let entries):
      "{\(entries.map { "\(quoted($0.0)): \($0.1.flow)" }.joined(separator: ", "))}"
    }
  }
}

private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case " "..."~": result.unicodeScalars.append(scalar)
    default: result += escaped(scalar)
    }
  }
  return result + "\""
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
  let hex = String(scalar.value, radix: 16)
  func padded(_ length: Int) -> String { String(repeating: "0", count: length - hex.count) + hex }
  return hex.count <= 4 ? "\\u\(padded(4))" : "\\U\(padded(8))"
}
