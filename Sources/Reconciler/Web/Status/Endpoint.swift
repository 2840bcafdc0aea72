/// What the status server answers.
enum Endpoint: Equatable {
  case page
  case healthz
  case readyz
  case metrics
  case clubs
  case club(String)
  case ask
  case hook
  case plan

  /// Nil for every other path.
  init?(path: String) {
    switch path {
    case "/": self = .page
    case "/healthz": self = .healthz
    case "/readyz": self = .readyz
    case "/metrics": self = .metrics
    case "/api/v1/clubs": self = .clubs
    case "/ask": self = .ask
    case "/webhook": self = .hook
    case "/api/v1/plan": self = .plan
    default:
      let prefix = "/api/v1/clubs/"
      guard path.hasPrefix(prefix) else { return nil }
      let id = path.dropFirst(prefix.count)
      guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy(Self.isIDByte) else { return nil }
      self = .club(String(id))
    }
  }

  private static func isIDByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
