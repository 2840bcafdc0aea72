import Crypto

/// The declared attributes of a resource, by path.
public typealias Fields = [String: Value]

/// The value of one attribute. Sets and maps have no order.
public enum Value: Hashable, Sendable {
  case text(String)
  case number(Int64)
  case flag(Bool)
  case set(Set<String>)
  case map([String: String])
}

extension Value: CustomStringConvertible {
  public var description: String {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .flag(let flag): flag ? "true" : "false"
    case .set(let set): set.sorted().joined(separator: ", ")
    case .map(let map):
      map.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
  }
}

/// A short hash of a resource's fields, equal for equal fields in every process (SHA-256).
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits.
  public let description: String

  public init(hex: String) { description = hex }

  public init(of fields: Fields) {
    self.init { input in input.add(fields) }
  }

  init(_ fill: (inout Input) -> Void) {
    var input = Input()
    fill(&input)
    description = input.hex
  }

  /// A list of texts on its way into a fingerprint.
  struct Input {
    private var hash = SHA256()

    mutating func add(_ text: String) {
      // Length first: no two different lists of texts give the same bytes.
      withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { hash.update(bufferPointer: $0) }
      hash.update(data: Array(text.utf8))
    }

    fileprivate var hex: String {
      let digits = Array("0123456789abcdef".utf8)
      let hex = hash.finalize().prefix(16).flatMap {
        [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
      }
      return String(decoding: hex, as: UTF8.self)
    }
  }
}

extension Fingerprint.Input {
  mutating func add(_ fields: Fields) {
    for (path, value) in fields.sorted(by: { $0.key < $1.key }) {
      add(path)
      add(value)
    }
  }

  mutating func add(_ value: Value) {
    switch value {
    case .text(let text):
      add("text")
      add(text)
    case .number(let number): add("number \(number)")
    case .flag(let flag): add("flag \(flag)")
    case .set(let set):
      add("set \(set.count)")
      for item in set.sorted() { add(item) }
    case .map(let map):
      add("map \(map.count)")
      for (key, item) in map.sorted(by: { $0.key < $1.key }) {
        add(key)
        add(item)
      }
    }
  }
}
