import Execution
import Model
import Planning
import Reconciler
import ServiceContract
import Testing

/// The plan of what was imported takes over what is there, changes nothing else but what a file
/// cannot say, and then there is nothing to do.
///
/// - Parameter strangers: what no file can declare.
func expectOnlyAdoption(
  _ engine: Engine, _ fleet: Fleet, unmanaged strangers: Set<String>
) async throws {
  let plan = try await engine.plan(fleet, Engine.Request(now: 1_800_000_000, letThrough: .all))
  let club = try #require(plan.clubs.first { $0.id == "plain" })
  for change in club.changes {
    switch change.resource.kind.name {
    case "contact-list": #expect(change.action == .create, "\(change)")
    case "room":
      // A file cannot say who is banned, and was told so.
      let isWarned = change.resource.name == "cellar@conference.plain.example"
      #expect(change.action == .adopt, "\(change)")
      #expect(change.fields.map(\.path) == (isWarned ? ["affiliations"] : []), "\(change)")
    default: #expect(change.action == .adopt, "\(change)")
    }
  }
  #expect(Set(club.unmanaged.map(\.name)) == strangers)
  let pass = PassContext(revision: fleet.revision, content: nil, now: 1_800_000_000, cycle: "1")
  let outcomes = try await engine.apply(club, of: fleet, in: pass)
  #expect(outcomes.allSatisfy { $0.outcome == .applied }, "\(outcomes)")
  let after = try await engine.plan(fleet, Engine.Request(now: 1_800_000_001))
  #expect(after.clubs.map(\.sync) == [.synced], "\(after.clubs.flatMap(\.changes))")
}
