import Model
import Reporting
import Spec

extension ControlReply {
  /// A plan in the wished format. `diagnostics`: of the repository as a whole.
  static func planned(
    _ plan: Plan, _ diagnostics: [Diagnostic], _ request: ControlRequest
  ) -> ControlReply {
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
    return ControlReply(
      exitCode: ExitCode.first(of: codes).rawValue, output: output,
      problems: provider.map { "\($0.location): error: \($0.message)\n" }.joined(),
      revision: plan.revision.description)
  }

  static func wrongUsage(_ message: String) -> ControlReply {
    ControlReply(exitCode: ExitCode.usage.rawValue, problems: "allotment: \(message)\n")
  }

  /// The plan that was shown is of another revision.
  static func stale(_ shown: String, _ now: Revision) -> ControlReply {
    ControlReply(
      exitCode: ExitCode.stale.rawValue,
      problems: "allotment: the plan was for \(shown), and the repository is at \(now) by now: "
        + "look at the plan again\n")
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
  var selection: Set<String>? { clubs.isEmpty ? nil : Set(clubs) }
}
