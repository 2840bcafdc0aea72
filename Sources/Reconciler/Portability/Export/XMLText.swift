import ServiceContract

/// Writes elements as XML 1.0, indented where that changes no text.
struct XMLText {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

  init(_ root: XMLElement) {
    write(root, indent: "")
    text += "\n"
  }

  private mutating func write(_ element: XMLElement, indent: String) {
    text += "<\(name(element.name))"
    for (key, value) in element.attributes.sorted(by: { $0.key < $1.key }) {
      text += " \(name(key))=\"\(escaped(value))\""
    }
    if element.children.isEmpty {
      text += "/>"
      return
    }
    text += ">"
    let isIndented = element.children.allSatisfy { if case .element = $0 { true } else { false } }
    for child in element.children {
      switch child {
      case .text(let content): text += escaped(content)
      case .element(let inner):
        if isIndented { text += "\n\(indent)  " }
        write(inner, indent: isIndented ? indent + "  " : "")
      }
    }
    if isIndented { text += "\n\(indent)" }
    text += "</\(name(element.name))>"
  }

  /// Names come from a server's stores: whatever could end a tag is left out.
  private func name(_ name: String) -> String {
    let kept = name.unicodeScalars.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "_-.:".unicodeScalars.contains($0)
    }
    return kept.isEmpty ? "_" : String(String.UnicodeScalarView(kept))
  }

  /// XML 1.0 has no way to write most control characters: they become U+FFFD.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
