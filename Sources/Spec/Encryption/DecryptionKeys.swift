/// Who can open what SOPS encrypted: `AgeKeys` of the module Encryption.
public protocol DecryptionKeys: Sendable {
  /// The key of one file's values.
  ///
  /// - Parameter recipients: an age file in armor for each recipient, every one of them with the
  ///   same data key in it.
  func dataKey(from recipients: [String]) throws(DecryptionFailure) -> any DataKey
}

/// The key of one file's values. It cannot be printed.
public protocol DataKey: Sendable {
  /// The plain bytes (AES-256-GCM); nil when the value was not made with this key for this place.
  ///
  /// - Parameter place: the additional data.
  func open(_ value: SealedValue, at place: [UInt8]) -> [UInt8]?

  /// SHA-512.
  func digest(of bytes: [UInt8]) -> [UInt8]
}

/// Why a file's data key could not be had. Says nothing about keys but which was missing.
public struct DecryptionFailure: Error, Hashable, Sendable {
  /// Goes on after "the file": `is encrypted for other keys`.
  public var reason: String
  public var hint: String?

  public init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
  }
}
