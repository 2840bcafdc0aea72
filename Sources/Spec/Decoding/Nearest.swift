/// The word of `words` that was probably meant; nil when none is near.
func nearest(to text: String, in words: [String]) -> String? {
  let wanted = folded(text)
  guard (1...40).contains(wanted.count) else { return nil }
  var best: (word: String, distance: Int)?
  for word in words {
    let distance = editDistance(wanted, folded(word))
    guard distance <= max(1, wanted.count / 3) else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (word, distance) }
  }
  return best?.word
}

/// Whether a name that is nowhere may mean one of those that could not be read: what follows from a
/// mistake is not told. The broken one may hold too much, `dan@chess.example`, or be misspelt.
///
/// - Parameter broken: as they are written; nil when any may be missing.
func mayMean(_ name: String, _ broken: [String]?) -> Bool {
  guard let broken else { return true }
  guard !broken.isEmpty, name.utf8.count <= 100 else { return !broken.isEmpty }
  let wanted = name.lowercased()
  let letters = wanted.filter { $0.isLetter || $0.isNumber }
  return broken.contains { text in
    guard text.utf8.count <= 100 else { return true }
    let text = text.lowercased()
    let pieces = text.split { !$0.isLetter && !$0.isNumber }
    return pieces.isEmpty || pieces.contains { $0 == letters } || pieces.joined() == letters
      || editDistance(Array(wanted.utf8), Array(text.utf8)) <= max(1, wanted.utf8.count / 3)
  }
}

/// Lower case, without what people put between words.
private func folded(_ text: String) -> [UInt8] {
  text.lowercased().utf8.filter { !"-_ ".utf8.contains($0) }
}

/// Insertions, deletions, replacements and swaps of neighbours that make one of the other.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var before: [Int] = []
  var above = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + Array(repeating: 0, count: b.count)
    for j in 1...b.count {
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], before[j - 2] + 1)
      }
    }
    before = above
    above = row
  }
  return above[b.count]
}
