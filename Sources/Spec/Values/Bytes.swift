extension StringProtocol {
  /// Whether these bytes stand in the text: for short texts, and much faster than `contains`.
  func holds(_ wanted: StaticString) -> Bool {
    let count = wanted.utf8CodeUnitCount
    return wanted.withUTF8Buffer { wanted in
      var rest = utf8[...]
      while let start = rest.firstIndex(of: wanted[0]) {
        rest = rest[start...]
        if rest.count < count { return false }
        if rest.starts(with: wanted) { return true }
        rest = rest.dropFirst()
      }
      return false
    }
  }
}
