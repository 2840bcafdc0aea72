/// What an entry of the history tells: a change of a live thing, or what a person decided.
public enum HistoryAction: String, Sendable, CaseIterable {
  case create
  case update
  case delete
  case adopt
  case forget
  /// A club is left alone for a while.
  case pause
  case resume
  /// A person let through what was held, or a branch that was set back.
  case approve

  public init(_ action: Change.Action) {
    self =
      switch action {
      case .create: .create
      case .update: .update
      case .delete: .delete
      case .adopt: .adopt
      case .forget: .forget
      }
  }
}
