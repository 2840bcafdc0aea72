import Hummingbird
import Inventory
import Model
import Reconciler
import Reporting

/// `/api/v1/clubs`: the JSON of `allotment status --format json`.
extension StatusResponder {
  func clubs(_ report: AgentReport, _ audience: Audience) -> Response {
    json(report, report.clubs.map { $0.status(for: audience) })
  }

  func club(_ id: String, _ report: AgentReport, _ audience: Audience) -> Response {
    guard let club = report.clubs.first(where: { $0.id == id }) else {
      return .text(.notFound, "no such club\n")
    }
    return json(report, [club.status(for: audience)])
  }

  private func json(_ report: AgentReport, _ clubs: [ClubStatus]) -> Response {
    .text(
      .ok, StatusReport.json(clubs, revision: report.revision).encoded() + "\n",
      type: "application/json")
  }
}
