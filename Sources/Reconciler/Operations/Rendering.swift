import Model
import Reconciler
import Reporting
import Spec

extension ControlReply {
  /// A plan in the wished format. `diagnostics`: of the repository as a whole.
  static func planned(
    _ plan: Plan, _ diagnostics: [Diagnostic], _ request: ControlRequest
  ) throws -> ControlReply {
    let isDrift = request.command == .drift
    let shown = isDrift ? plan.drift : plan
    let output =
      switch request.format {
      case .text:
        isDrift
          ? DriftReport.text(plan, request.textOptions) : PlanReport.text(plan, request.textOptions)
      case .json: (isDrift ? DriftReport.json(plan) : PlanReport.json(plan)).encoded(.indented)
      case .markdown: isDrift ? DriftReport.markdown(plan) : PlanReport.markdown(plan)
      }
    let provider = diagnostics.filter { $0.location.file == Provider.file && $0.severity == .error }
    let codes = [ExitCode.planning(shown)] + (provider.isEmpty ? [] : [.invalid])
    var reply = ControlReply(
      exitCode: ExitCode.first(of: codes).rawValue, output: output,
      problems: provider.map { "\($0.location): error: \($0.message)\n" }.joined())
    if request.saves {
      reply.saved = try SavedPlan(plan, selection: request.clubs, allowHeld: request.allowHeld)
        .json(showing: plan)
    }
    return reply
  }

  /// Why a plan that was saved or shown is not made; nil when it fits the present one.
  static func refusing(_ saved: SavedPlan, _ plan: Plan) throws -> ControlReply? {
    let unreadable = saved.unreadable(in: plan)
    let differences = try saved.differences(from: plan)
    if !unreadable.isEmpty {
      return ControlReply(
        exitCode: ExitCode.unreachable.rawValue,
        problems:
          "allotment: not all that is live could be read, and nothing was changed:\n"
          + lines(unreadable))
    }
    guard !differences.isEmpty else { return nil }
    return ControlReply(
      exitCode: ExitCode.stale.rawValue,
      problems:
        "allotment: the plan no longer fits, and nothing was changed:\n\(lines(differences))"
        + "Look at the plan again.\n")
  }

  private static func lines(_ reasons: [String]) -> String {
    let shown = reasons.prefix(20).map { "  \($0)\n" }.joined()
    return shown + (reasons.count > 20 ? "  and \(reasons.count - 20) more\n" : "")
  }

  static func wrongUsage(_ message: String) -> ControlReply {
    ControlReply(exitCode: ExitCode.usage.rawValue, problems: "allotment: \(message)\n")
  }

  /// The plan that was shown is of another revision.
  static func stale(_ moved: Agent.OtherRevision) -> ControlReply {
    ControlReply(exitCode: ExitCode.stale.rawValue, problems: "allotment: \(moved)\n")
  }

  /// A held change is not the one that was seen under its id.
  static func changed(_ change: Change) -> ControlReply {
    ControlReply(
      exitCode: ExitCode.stale.rawValue,
      problems:
        "allotment: \(printable(change.id, limit: 200)) would do something else by now than what was "
        + "held or shown under that id, and nothing was let through: look at the plan again "
        + "(`allotment plan --club \(change.resource.club)`)\n")
  }

  static let notEnforced = ControlReply(
    exitCode: ExitCode.error.rawValue,
    problems: "allotment: agent.yaml says `enforce: false`: nothing is changed\n")

  static func failed(_ error: any Error) -> ControlReply {
    ControlReply(exitCode: ExitCode.error.rawValue, problems: "allotment: \(error)\n")
  }
}

extension ControlRequest {
  var textOptions: TextOptions { TextOptions(color: colour, verbose: verbose) }

  /// Nil: all clubs.
  var selection: Set<String>? {
    let clubs = plan?.selection ?? clubs
    return clubs.isEmpty ? nil : Set(clubs)
  }

  /// Whether held changes are let through.
  var letsThrough: Bool { plan?.allowHeld ?? allowHeld }

  /// The ids of these: nil for all.
  var letThrough: Set<String>? { letsThrough ? nil : [] }
}
