/// What a server keeps of a password with SCRAM-SHA-1 (RFC 5802), in the form of Prosody's
/// `accounts` store.
struct ScramRecord: Encodable, Sendable {
  var storedKey: String
  var serverKey: String
  var salt: String
  var iterationCount: Int

  private enum CodingKeys: String, CodingKey {
    case storedKey = "stored_key"
    case serverKey = "server_key"
    case salt
    case iterationCount = "iteration_count"
  }

  /// Keys that belong to no password: nobody can log in until a password is set.
  static func unknowable() -> ScramRecord {
    ScramRecord(
      storedKey: randomHex(bytes: 20), serverKey: randomHex(bytes: 20),
      salt: randomHex(bytes: 16), iterationCount: 10_000)
  }
}

private func randomHex(bytes count: Int) -> String {
  // The system's generator is the kernel's, fit for keys.
  var generator = SystemRandomNumberGenerator()
  let digits = Array("0123456789abcdef".utf8)
  // One call of the kernel gives eight bytes: sixteen digits.
  var hex: [UInt8] = []
  while hex.count < count * 2 {
    var word = generator.next()
    for _ in 0..<16 {
      hex.append(digits[Int(word & 15)])
      word >>= 4
    }
  }
  hex.removeLast(hex.count - count * 2)
  return String(decoding: hex, as: UTF8.self)
}
