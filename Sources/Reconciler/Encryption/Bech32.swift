/// Bech32 (BIP 173) without its limit of 90 characters: how age writes keys.
enum Bech32 {
  private static let digits = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let values: [UInt8: UInt8] = Dictionary(
    uniqueKeysWithValues: digits.enumerated().map { ($1, UInt8($0)) })
  private static let longest = 1000

  /// The bytes behind a prefix in lower case; nil for another prefix, mixed case, or a typing error.
  static func decoded(_ text: String, prefix: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    let lower = Array(text.lowercased().utf8)
    let start = Array("\(prefix)1".utf8)
    guard bytes.count <= longest, bytes == lower || bytes == Array(text.uppercased().utf8),
      lower.starts(with: start), lower.count >= start.count + 6
    else { return nil }
    var data: [UInt8] = []
    for digit in lower.dropFirst(start.count) {
      guard let value = values[digit] else { return nil }
      data.append(value)
    }
    guard checksum(expanded(prefix) + data) == 1 else { return nil }
    return regrouped(data.dropLast(6), from: 5, to: 8, padding: false)
  }

  static func encoded(_ bytes: [UInt8], prefix: String) -> String {
    let data = regrouped(bytes[...], from: 8, to: 5, padding: true) ?? []
    let sum = checksum(expanded(prefix) + data + [UInt8](repeating: 0, count: 6)) ^ 1
    let tail = (0..<6).map { UInt8(sum >> UInt32(5 * (5 - $0)) & 31) }
    return "\(prefix)1" + String(decoding: (data + tail).map { digits[Int($0)] }, as: UTF8.self)
  }

  private static func expanded(_ prefix: String) -> [UInt8] {
    prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
  }

  private static func checksum(_ values: [UInt8]) -> UInt32 {
    let generator: [UInt32] = [
      0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3,
    ]
    var sum: UInt32 = 1
    for value in values {
      let top = sum >> 25
      sum = (sum & 0x1FF_FFFF) << 5 ^ UInt32(value)
      for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { sum ^= generator[bit] }
    }
    return sum
  }

  private static func regrouped(
    _ data: ArraySlice<UInt8>, from: UInt32, to: UInt32, padding: Bool
  ) -> [UInt8]? {
    var (bits, count): (UInt32, UInt32) = (0, 0)
    var result: [UInt8] = []
    for value in data {
      bits = (bits << from | UInt32(value)) & 0xFFFF
      count += from
      while count >= to {
        count -= to
        result.append(UInt8(truncatingIfNeeded: bits >> count & (1 << to - 1)))
      }
    }
    let rest = bits & (1 << count - 1)
    if padding {
      if count > 0 { result.append(UInt8(rest << (to - count))) }
    } else if count >= from || rest != 0 {
      return nil
    }
    return result
  }
}
