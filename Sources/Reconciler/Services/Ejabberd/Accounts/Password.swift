import Crypto
import Foundation

enum Password {
  /// 256 random bits: for an account that nobody is to log in to yet.
  static func unknowable() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let hex = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - hex.count) + hex
    }.joined()
  }

  /// A member's first password: twenty letters that do not look alike, in groups of four, nearly
  /// 100 bits.
  ///
  /// It is derived from a key that stands with the vhost's marks, so that it can be told later
  /// whether the member still uses it, without keeping it anywhere.
  static func first(key: String, user: String, generation: Int) -> String {
    let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("\(generation)/\(user)".utf8), using: SymmetricKey(data: Data(key.utf8)))
    let chosen = code.prefix(20).map { letters[Int($0) % letters.count] }
    return stride(from: 0, to: chosen.count, by: 4).map {
      String(decoding: chosen[$0..<$0 + 4], as: UTF8.self)
    }.joined(separator: "-")
  }
}
