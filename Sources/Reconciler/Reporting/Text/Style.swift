import Model

/// How a report for people is written.
public struct TextOptions: Sendable, Equatable {
  /// ANSI colours: for a terminal that was not asked to do without.
  public var color: Bool
  /// Everything, however long.
  public var verbose: Bool

  public init(color: Bool = false, verbose: Bool = false) {
    self.color = color
    self.verbose = verbose
  }
}

enum Paint: String {
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case magenta = "35"
}

extension TextOptions {
  func paint(_ text: String, _ paint: Paint?) -> String {
    guard color, let paint else { return text }
    return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
  }
}

/// The sign before a change: what would happen to the thing.
enum Mark: Character, CaseIterable {
  case create = "+"
  case update = "~"
  case adopt = "@"
  case delete = "-"
  case forget = "."
  /// Waits for a person, whatever it is.
  case held = "!"

  init(_ change: Change) {
    if change.held != nil {
      self = .held
      return
    }
    switch change.action {
    case .create: self = .create
    case .update: self = .update
    case .adopt: self = .adopt
    case .delete: self = .delete
    case .forget: self = .forget
    }
  }

  var paint: Paint? {
    switch self {
    case .create: .green
    case .update: .yellow
    case .adopt: .magenta
    case .delete: .red
    case .forget: .dim
    case .held: .red
    }
  }

  static let legend = "+ create  ~ update  @ take over  - delete  . forget  ! held"
}
