import EjabberdService
import ServiceContract

/// What members keep on ejabberd, as its API gives it: an element that is read is written and read
/// again as the same.
enum ElementsTarget {
  static func run(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    guard let element = XMLReader.element(text) else { return Reach.note("refused") }
    var size = Size()
    size.add(element, depth: 1)
    Reach.note(size.count > 20 ? "many elements" : "an element")
    if size.depth > 10 { Reach.note("a deep one") }
    if !element.attributes.isEmpty { Reach.note("attributes") }
    require(size.depth <= 64 && size.count <= 100_000, "\(size) is out of bounds")
    require(XMLReader.element(written(element)) == element, "\(element) is not read again")
  }

  private struct Size {
    var count = 0
    var depth = 0

    mutating func add(_ element: XMLElement, depth: Int) {
      count += 1
      self.depth = max(self.depth, depth)
      for case .element(let child) in element.children { add(child, depth: depth + 1) }
    }
  }

  private static func written(_ element: XMLElement) -> String {
    var text = "<\(element.name)"
    for (key, value) in element.attributes { text += " \(key)='\(escaped(value))'" }
    text += ">"
    for child in element.children {
      switch child {
      case .text(let content): text += escaped(content)
      case .element(let inner): text += written(inner)
      }
    }
    return text + "</\(element.name)>"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined()
  }
}
