/// Where the status server listens: `127.0.0.1:8420`, `[::1]:8420` or `localhost:8420`.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  public let host: String
  public let port: Int

  /// Nil when the text is not a host and a port from 1 to 65535.
  public init?(_ text: String) {
    guard text.utf8.count <= 300, let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits),
      (1...65_535).contains(port), let host = Self.host(text[..<colon])
    else { return nil }
    self.host = host
    self.port = port
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  private static func host(_ text: Substring) -> String? {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = text.dropFirst().dropLast()
      let isAddress = inner.contains(":") && inner.allSatisfy { $0.isHexDigit || ".:".contains($0) }
      return isAddress ? String(inner) : nil
    }
    let isName = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
    return isName && !text.isEmpty ? String(text) : nil
  }
}
