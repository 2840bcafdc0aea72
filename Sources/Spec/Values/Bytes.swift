extension String {
  /// Whether these bytes stand in the text: for short texts, and much faster than `contains`.
  func holds(_ wanted: StaticString) -> Bool { utf8.span.holds(wanted) }

  var isASCII: Bool { utf8.span.isASCII }
}

extension Substring {
  /// As of a whole text.
  func holds(_ wanted: StaticString) -> Bool { utf8.span.holds(wanted) }
}

extension Span<UInt8> {
  fileprivate func holds(_ wanted: StaticString) -> Bool {
    wanted.withUTF8Buffer { wanted in
      let length = wanted.count
      guard count >= length else { return false }
      for start in 0...count - length where self[start] == wanted[0] {
        var index = 1
        while index < length, self[start + index] == wanted[index] { index += 1 }
        if index == length { return true }
      }
      return false
    }
  }

  var isASCII: Bool {
    for index in indices where self[index] >= 0x80 { return false }
    return true
  }
}
