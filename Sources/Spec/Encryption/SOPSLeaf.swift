/// How SOPS, which is written in Go, writes values that are not encrypted into the MAC.
enum SOPSLeaf {
  /// The bytes of a value as it stands in a file that SOPS wrote; nil for null, which it leaves out.
  static func bytes(_ node: Int, _ tree: YAMLTree) -> [UInt8]? {
    if tree.isNull(node) { return nil }
    let bytes = Array(tree.bytes(node))
    guard tree.kind(node) == .plain else { return bytes }
    let text = String(decoding: bytes, as: UTF8.self)
    switch text {
    case "true", "True", "TRUE": return Array("True".utf8)
    case "false", "False", "FALSE": return Array("False".utf8)
    case ".inf", "+.inf": return Array("+Inf".utf8)
    case "-.inf": return Array("-Inf".utf8)
    case ".nan": return Array("NaN".utf8)
    default: break
    }
    return decimal(text).map { Array($0.utf8) } ?? bytes
  }

  /// A number with a fraction or an exponent, without the exponent; nil for all else.
  static func decimal(_ text: String) -> String? {
    guard text.utf8.contains(where: { ".eE".utf8.contains($0) }),
      text.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) }),
      text.utf8.contains(where: isDigit), let number = Double(text), number.isFinite
    else { return nil }
    return plain("\(number)")
  }

  /// Swift's shortest digits, `1.5e-07`, without the exponent: `0.00000015`.
  private static func plain(_ shortest: String) -> String {
    let isNegative = shortest.hasPrefix("-")
    let parts = shortest.drop { $0 == "-" }.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var digits = mantissa[0] + fraction
    let point = mantissa[0].count + exponent
    if point <= 0 {
      digits = "0." + String(repeating: "0", count: -point) + digits
    } else if point >= digits.count {
      digits += String(repeating: "0", count: point - digits.count)
    } else {
      digits.insert(".", at: digits.index(digits.startIndex, offsetBy: point))
    }
    return (isNegative ? "-" : "") + digits
  }
}
