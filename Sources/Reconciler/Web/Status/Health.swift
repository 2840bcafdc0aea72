import HTTPTypes
import Hummingbird
import Inventory
import Reconciler
import Reporting

/// Answers to `/healthz` and `/readyz`, as text, or as JSON for whoever asks for it.
extension StatusResponder {
  /// Club ids that an answer names at most.
  private static let named = 100

  /// 503 when a club was not reconciled for longer than the watchdog allows.
  func health(_ report: AgentReport, asJSON: Bool) -> Response {
    let overdue = report.overdue.prefix(Self.named)
    let verdict = Verdict(
      ok: report.isHealthy,
      text: report.isHealthy
        ? "healthy"
        : report.isBlind
          ? "no revision of the repository could be read for too long"
          : "not reconciled for too long",
      clubs: Array(overdue), total: report.overdue.count)
    return verdict.response(asJSON: asJSON)
  }

  /// 503 until a revision was read and every club was looked at once.
  func readiness(_ report: AgentReport, asJSON: Bool) -> Response {
    let text =
      report.isReady
      ? "ready"
      : report.revision == nil
        ? "no revision of the repository has been read yet"
        : "not every club has been looked at yet"
    return Verdict(ok: report.isReady, text: text, clubs: [], total: 0).response(asJSON: asJSON)
  }
}

private struct Verdict {
  var ok: Bool
  var text: String
  var clubs: [String]
  var total: Int

  func response(asJSON: Bool) -> Response {
    let status: HTTPResponse.Status = ok ? .ok : .serviceUnavailable
    guard asJSON else { return .text(status, lines) }
    let json: JSON = [
      "formatVersion": "1", "ok": .flag(ok), "message": .text(text),
      "clubs": .list(clubs.map { .text($0) }), "total": .number(Int64(total)),
    ]
    return .text(status, json.encoded() + "\n", type: "application/json")
  }

  private var lines: String {
    guard total > 0 else { return text + "\n" }
    let more = total > clubs.count ? "\nand \(total - clubs.count) more" : ""
    return "\(text):\n" + clubs.joined(separator: "\n") + more + "\n"
  }
}
