public import Model

/// What the process says when it ends.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Done; in sync; valid.
  case done = 0
  /// An error that is none of the others.
  case error = 1
  /// There are differences (`plan`, `drift`).
  case differences = 2
  /// The specs are invalid.
  case invalid = 3
  /// A guard held something back.
  case held = 4
  /// Some changes failed, the others were made.
  case failed = 5
  /// The source or a service could not be reached: never reported as drift.
  case unreachable = 6
  /// The saved plan no longer fits the commit or the live state.
  case stale = 7
  /// Wrong usage.
  case usage = 64

  /// The first in this order that fits is said.
  private static let order: [ExitCode] = [
    .usage, .error, .unreachable, .invalid, .stale, .failed, .held, .differences,
  ]

  /// Of several that fit, the one to end with; `done` for none.
  public static func first(of codes: some Sequence<ExitCode>) -> ExitCode {
    let all = Set(codes)
    return order.first(where: all.contains) ?? .done
  }

  /// Of `plan`; of `drift` with ``Model/Plan/drift``.
  public static func planning(_ plan: Plan) -> ExitCode {
    first(of: common(plan) + (plan.isInSync ? [] : [.differences]))
  }

  /// Of `apply`: what is left undone decides, since differences were what it was for.
  ///
  /// - Parameters:
  ///   - failed: changes that failed, or were not tried because others did.
  ///   - unreachable: changes that failed because nothing answered.
  public static func applying(_ plan: Plan, failed: Int, unreachable: Int = 0) -> ExitCode {
    var codes = common(plan)
    if failed > 0 { codes.append(.failed) }
    if unreachable > 0 { codes.append(.unreachable) }
    return first(of: codes)
  }

  private static func common(_ plan: Plan) -> [ExitCode] {
    var codes: [ExitCode] = []
    for club in plan.clubs {
      if !club.unknown.isEmpty { codes.append(.unreachable) }
      if !club.errors.isEmpty { codes.append(.invalid) }
      if club.changes.contains(where: { $0.held != nil }) { codes.append(.held) }
    }
    return codes
  }
}
