import Encryption
import Spec

/// Encrypted files and files of keys. The input's first line is a private key, or none; the rest is
/// a club's private file.
enum EncryptionTarget {
  static func run(_ bytes: [UInt8]) {
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.endIndex
    let line = String(decoding: bytes[..<end], as: UTF8.self)
    let keys = try? AgeKeyFile.keys(in: line, "keys")
    if let keys {
      Reach.note("a key is read")
      require(!"\(keys)".contains("AGE-SECRET"), "a key is printed")
      _ = try? keys.dataKey(from: [String(decoding: bytes[end...].dropFirst(), as: UTF8.self)])
    }
    let file = Array(bytes[end...].dropFirst())
    let sealed = read(file, nil)
    check(read(file, keys ?? AgeKeys([])), sealed, "real")
    check(read(file, OpenKeys()), sealed, "open")
  }

  /// What is right when it can be read is right when it cannot.
  private static func check(
    _ opened: LoadedRepository, _ sealed: LoadedRepository, _ kind: String
  ) {
    require(opened.sealedCount == 0, "sealed although there are keys")
    for diagnostic in opened.diagnostics {
      Reach.note("\(kind) \(diagnostic.rule.rawValue) \(diagnostic.location.file.count)")
    }
    guard !opened.hasErrors else { return }
    Reach.note("\(kind): right")
    if sealed.sealedCount > 0 { Reach.note("\(kind): right, with values that were sealed") }
    require(!sealed.hasErrors, "an error only without a key: \(sealed.diagnostics)")
  }

  private static func read(
    _ file: [UInt8], _ keys: (any DecryptionKeys)?
  ) -> LoadedRepository {
    var loader = RepositoryLoader(width: 1, keys: keys)
    guard let loaded = try? loader.load(FuzzedContent(privateFile: file)) else {
      fatalError("memory cannot fail")
    }
    return loaded
  }
}

/// Opens everything, so that what lies behind the ciphers is reached: the ciphertext is the text.
private struct OpenKeys: DecryptionKeys, DataKey {
  func dataKey(from recipients: [String]) -> any DataKey { self }
  func open(_ value: SealedValue, at place: [UInt8]) -> [UInt8]? { value.ciphertext }
  /// Written `000…`.
  func digest(of bytes: [UInt8]) -> [UInt8] { [0, 0, 0] }
}
