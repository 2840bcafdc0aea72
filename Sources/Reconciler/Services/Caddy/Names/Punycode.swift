/// Punycode (RFC 3492) of single labels that are normalised already.
enum Punycode {
  private static let prefix = "xn--"
  private static let base = 36
  private static let tMin = 1
  private static let tMax = 26

  /// The A-label; nil when the text is too long to be one.
  static func aLabel(_ label: String) -> String? {
    if label.utf8.allSatisfy({ $0 < 128 }) { return label }
    return encode(Array(label.unicodeScalars)).map { prefix + $0 }
  }

  /// The U-label, or the text itself when it is none or does not lead back to itself.
  static func uLabel(_ label: String) -> String {
    guard label.hasPrefix(prefix), let decoded = decode(String(label.dropFirst(prefix.count))),
      aLabel(decoded) == label
    else { return label }
    return decoded
  }

  private static func encode(_ scalars: [Unicode.Scalar]) -> String? {
    guard scalars.count <= 63 else { return nil }
    var output = scalars.filter { $0.value < 128 }.map { UInt8($0.value) }
    var handled = output.count
    if handled > 0 { output.append(UInt8(ascii: "-")) }
    var (next, delta, bias) = (128, 0, 72)
    let basic = handled
    while handled < scalars.count {
      guard let lowest = scalars.lazy.map({ Int($0.value) }).filter({ $0 >= next }).min()
      else { return nil }
      delta += (lowest - next) * (handled + 1)
      next = lowest
      for scalar in scalars {
        if scalar.value < next { delta += 1 }
        guard scalar.value == next else { continue }
        append(delta, bias, to: &output)
        bias = adapt(delta, handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// A variable-length integer (RFC 3492, section 6.3).
  private static func append(_ delta: Int, _ bias: Int, to output: inout [UInt8]) {
    var rest = delta
    for k in stride(from: base, to: Int.max, by: base) {
      let threshold = min(max(k - bias, tMin), tMax)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (base - threshold)))
      rest = (rest - threshold) / (base - threshold)
    }
    output.append(digit(rest))
  }

  private static func decode(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count <= 59, bytes.allSatisfy({ $0 < 128 }) else { return nil }
    let split = bytes.lastIndex(of: UInt8(ascii: "-"))
    var scalars = bytes[..<(split ?? 0)].map { UInt32($0) }
    var input = bytes[(split.map { $0 + 1 } ?? 0)...]
    var (next, index, bias) = (128, 0, 72)
    while !input.isEmpty {
      let before = index
      guard let step = integer(&input, bias) else { return nil }
      index += step
      bias = adapt(index - before, scalars.count + 1, isFirst: before == 0)
      next += index / (scalars.count + 1)
      index %= scalars.count + 1
      guard next <= 0x10_ffff else { return nil }
      scalars.insert(UInt32(next), at: index)
      index += 1
    }
    var text = String.UnicodeScalarView()
    for value in scalars {
      guard let scalar = Unicode.Scalar(value) else { return nil }
      text.append(scalar)
    }
    return String(text)
  }

  private static func integer(_ input: inout ArraySlice<UInt8>, _ bias: Int) -> Int? {
    var (sum, weight) = (0, 1)
    for k in stride(from: base, to: Int.max, by: base) {
      guard let byte = input.popFirst(), let digit = value(byte), sum < 1 << 40, weight < 1 << 40
      else { return nil }
      sum += digit * weight
      let threshold = min(max(k - bias, tMin), tMax)
      if digit < threshold { return sum }
      weight *= base - threshold
    }
    return nil
  }

  private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var k = 0
    while delta > (base - tMin) * tMax / 2 {
      delta /= base - tMin
      k += base
    }
    return k + (base - tMin + 1) * delta / (delta + 38)
  }

  private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 97 : value + 22) }

  private static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case 97...122: Int(byte) - 97
    case 48...57: Int(byte) - 22
    default: nil
    }
  }
}
