import Execution
import Model
import Reconciler
import Reporting
import ServiceContract
import Spec

/// What `apply` and `reconcile` came to.
struct ApplyReport {
  let revision: Revision
  let results: [ClubResult]
  /// A person asked for these clubs by name, not for all.
  var isNamed = true

  private var outcomes: [ChangeOutcome] { results.flatMap(\.outcomes) }

  private var held: [Change] {
    results.flatMap { $0.planned.changes.filter { $0.held != nil } }
  }

  private var failures: [ServiceFailure] {
    outcomes.compactMap { if case .failed(let failure) = $0.outcome { failure } else { nil } }
  }

  private var paused: Int { results.count { $0.pause != nil } }

  var exitCode: ExitCode {
    let plan = Plan(revision: revision, clubs: results.map(\.planned))
    let skipped = outcomes.count { $0.outcome == .skipped }
    let code = ExitCode.applying(
      plan, failed: failures.count + skipped, unreachable: failures.count(where: \.isOutage))
    let stale: [ExitCode] = results.contains(where: \.isStale) ? [.stale] : []
    // Who named a paused club wanted something of it; all clubs are as ever.
    let waiting: [ExitCode] = isNamed && paused > 0 ? [.held] : []
    return .first(
      of: [code] + waiting + stale + (results.contains { $0.failure != nil } ? [.error] : []))
  }

  func text(_ options: TextOptions) -> String {
    var lines: [String] = []
    for result in results {
      for outcome in result.outcomes where outcome.outcome != .applied || options.verbose {
        lines.append("\(word(outcome.outcome)) \(outcome.change.id)\(why(outcome.outcome))")
      }
      for change in result.planned.changes {
        if let hold = change.held { lines.append("held \(change.id): \(hold.message)") }
      }
      if let pause = result.pause {
        lines.append("\(result.planned.id) is \(pause.sentence)")
      }
      if result.isStale {
        let why =
          result.planned.unknown.isEmpty
          ? "what is live has changed since the plan was checked"
          : "not all that is live could be read any more"
        lines.append("not made \(result.planned.id): \(why)")
      }
      if let failure = result.failure { lines.append("failed \(result.planned.id): \(failure)") }
      for unknown in result.planned.unknown {
        lines.append("not read \(result.planned.id)/\(unknown.service): \(unknown.reason)")
      }
      for error in result.planned.errors {
        lines.append("\(error.location): \(error.severity.rawValue): \(error.message)")
      }
    }
    lines.append(summary)
    return lines.map { printable($0) }.joined(separator: "\n") + "\n"
  }

  private var summary: String {
    let applied = outcomes.count { $0.outcome == .applied }
    let skipped = outcomes.count { $0.outcome == .skipped }
    var parts = ["\(applied) \(applied == 1 ? "change" : "changes") made"]
    if !failures.isEmpty { parts.append("\(failures.count) failed") }
    if skipped > 0 { parts.append("\(skipped) skipped") }
    if !held.isEmpty { parts.append("\(held.count) held") }
    if paused > 0 { parts.append("\(paused) paused") }
    return "\(results.count) \(results.count == 1 ? "club" : "clubs"): "
      + parts.joined(separator: ", ") + "."
  }

  func json() -> JSON {
    [
      "formatVersion": "1", "revision": .text(revision.description),
      "summary": [
        "applied": .number(Int64(outcomes.count { $0.outcome == .applied })),
        "failed": .number(Int64(failures.count)),
        "skipped": .number(Int64(outcomes.count { $0.outcome == .skipped })),
        "held": .number(Int64(held.count)),
        "paused": .number(Int64(paused)),
      ],
      "clubs": .list(
        results.map { result in
          [
            "id": .text(result.planned.id),
            "outcomes": .list(
              result.outcomes.map {
                [
                  "id": .text($0.change.id), "result": .text(word($0.outcome)),
                  "message": .text(message($0.outcome)),
                ]
              }),
            "held": .list(
              result.planned.changes.compactMap { change in
                change.held.map { ["id": .text(change.id), "message": .text($0.message)] }
              }),
            "paused": result.pause.map(\.json) ?? .null,
          ]
        }),
    ]
  }

  private func word(_ outcome: Outcome) -> String {
    switch outcome {
    case .applied: "applied"
    case .failed: "failed"
    case .skipped: "skipped"
    }
  }

  private func message(_ outcome: Outcome) -> String? {
    if case .failed(let failure) = outcome { failure.message } else { nil }
  }

  private func why(_ outcome: Outcome) -> String { message(outcome).map { ": \($0)" } ?? "" }
}
