import Hummingbird
import Inventory
import Model
import Reconciler
import Reporting

/// `/api/v1/clubs`: the JSON of `allotment status --format json`.
extension StatusResponder {
  func clubs(_ report: AgentReport, _ audience: Audience) -> Response {
    json(report, report.clubs, audience)
  }

  func club(_ id: String, _ report: AgentReport, _ audience: Audience) -> Response {
    guard let club = report.clubs.first(where: { $0.id == id }) else {
      return .text(.notFound, "no such club\n")
    }
    return json(report, [club], audience)
  }

  private func json(_ report: AgentReport, _ clubs: [ClubRecord], _ audience: Audience) -> Response
  {
    let entries = clubs.map { $0.entry(for: audience, now: report.now) }
    let json = StatusReport.json(entries, revision: report.revision)
    return .text(.ok, json.encoded() + "\n", type: "application/json")
  }
}
