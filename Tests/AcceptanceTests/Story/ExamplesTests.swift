import Foundation
import TestSupport
import Testing

/// The main job: a repository of clubs comes to life on real servers.
@Suite(.serialized, .liveExamples)
struct ExamplesTests {
  let examples: Examples
  var playground: Playground { examples.playground }

  init() throws { examples = try #require(Examples.shared) }

  @Test func `the first plan has differences, apply makes them, and the second plan is empty`()
    async throws
  {
    #expect(examples.firstPlan.code == 2, examples.firstPlan.story)
    #expect(examples.apply.code == 0, examples.apply.story)
    #expect(examples.secondPlan.code == 0, examples.secondPlan.story)
    let (code, plan) = try await playground.plan()
    #expect(code == 0)
    #expect(plan.inSync && plan.changes.isEmpty)
    #expect(Set(plan.clubs.map(\.id)) == Examples.clubs)
    #expect(plan.revision == "main@sha1:\(try await playground.repository.head())")
  }

  @Test func `the first plan reads like a letter and names what is not managed yet`() throws {
    let text = examples.firstPlan.output
    #expect(text.contains("Thornbury Gardening Club: "), examples.firstPlan.story)
    #expect(text.contains("33 invitations"), examples.firstPlan.story)
    let line = try playground.repository.line(
      of: "    title: Côr", in: "clubs/international/cor-hafren.yaml")
    #expect(
      text.contains("not managed yet: site.wordpress (clubs/international/cor-hafren.yaml:\(line))")
    )
  }

  @Test func `status in JSON is as the contract says`() async throws {
    let done = try await playground("status", "--format", "json")
    #expect(done.code == 0)
    let json: JSONValue = try decoded(done)
    #expect(json.keys.isSuperset(of: ["formatVersion", "revision", "clubs"]))
    #expect(json["formatVersion"] == .text("1"))
    let revision = "main@sha1:\(try await playground.repository.head())"
    #expect(json["revision"] == .text(revision))
    let clubs = try #require(json["clubs"]?.list)
    #expect(clubs.compactMap { $0["id"]?.text } == Examples.clubs.sorted())
    for club in clubs {
      #expect(club["sync"] == .text("Synced"), "\(club)")
      let isClosed = club["id"] == .text("st-marys-ringers")
      #expect(club["health"] == .text(isClosed ? "Suspended" : "Healthy"), "\(club)")
      #expect(club["lastAttemptedRevision"] == .text(revision))
      #expect(club["lastAppliedRevision"] == .text(revision))
      let conditions = club["conditions"]?.list ?? []
      let types = Set(conditions.compactMap { $0["type"]?.text })
      #expect(
        types.isSuperset(of: ["Ready", "Reconciling", "Stalled", "Drifted", "PruneBlocked"]))
      let ready = try #require(conditions.first { $0["type"] == .text("Ready") })
      #expect(ready["status"] == .text("True"))
      #expect(ready["reason"] == .text("ReconciliationSucceeded"))
      #expect(ready["observedRevision"] == .text(revision))
      #expect(
        ready.keys == [
          "type", "status", "reason", "message", "observedRevision", "lastTransitionTime",
        ])
      #expect(
        ready["lastTransitionTime"]?.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
    }
  }

  @Test(arguments: [
    ("thornbury-gardeners.example", "Come and dig with us"),
    ("www.thornbury-gardeners.example", "Come and dig with us"),
    ("knit-and-natter.clubs.example", "There is always a free chair"),
    ("oakfield-primary.example", "Good morning from Oakfield"),
    ("www.oakfield-primary.example", "Good morning from Oakfield"),
    ("dentists.example", "The dentists of the Severn Vale"),
    ("www.dentists.example", "The dentists of the Severn Vale"),
    ("thornbury-railway.example", "Mind the very small gap"),
    ("tmrs.example", "Mind the very small gap"),
    ("thornbury-trains.example", "Mind the very small gap"),
    ("www.thornbury-railway.example", "Mind the very small gap"),
    ("thornbury-fair.example", "Saturday 10 July 2027"),
    ("www.thornbury-fair.example", "Saturday 10 July 2027"),
    ("steam.thornbury-railway.example", "Rides behind real steam"),
    ("schrebergärten-münchen.example", "Grüß Gott am Gartenzaun"),
    ("www.schrebergärten-münchen.example", "Grüß Gott am Gartenzaun"),
    ("schrebergaerten-muenchen.example", "Grüß Gott am Gartenzaun"),
  ])
  func `a visitor reads a club's page under each of its names`(host: String, words: String)
    async throws
  {
    var page = try await playground.page(host)
    // An alias may lead to the club's own name, once.
    if (300..<400).contains(page.status) {
      page = try await fetchPage(page.location, port: playground.caddy.port.number)
    }
    #expect(page.status == 200 && page.text.contains(words), "\(page)")
  }

  @Test(arguments: [
    ("thornbury-gardeners.example", "/old-programme", 301, "/programme.html"),
    ("thornbury-railway.example", "/index.php", 301, "/"),
    ("thornbury-railway.example", "/layouts.htm", 301, "/layouts.html"),
    ("thornbury-railway.example", "/exhibition/2019.htm", 301, "/exhibition.html"),
    ("thornbury-railway.example", "/diary.php", 308, "/diary.html"),
    (
      "thornbury-railway.example", "/steam", 302, "https://steam.thornbury-railway.example/"
    ),
    (
      "castle-street-chess.clubs.example", "/", 0,
      "https://county-chess-league.example/clubs/castle-street"
    ),
  ])
  func `an old address leads to the new one`(
    host: String, path: String, status: Int, target: String
  ) async throws {
    let page = try await playground.page(host, path)
    if status == 0 {
      #expect([301, 302, 303, 307, 308].contains(page.status), "\(page)")
    } else {
      #expect(page.status == status, "\(page)")
    }
    #expect(page.location.hasSuffix(target), "\(page)")
  }

  @Test func `a suspended club is closed politely, and an unknown host is answered`() async throws {
    #expect(try await playground.page("st-marys-ringers.clubs.example").status == 503)
    let unknown = try await playground.page("nobody.example")
    #expect(unknown.status == 404, "\(unknown)")
    #expect(!unknown.text.isEmpty)
  }

  @Test func `doctor finds both servers set up as they must be`() async throws {
    let doctor = try await playground("doctor", "--format", "json")
    #expect(doctor.code == 0, doctor.story)
    let json: JSONValue = try decoded(doctor)
    let findings = json["services"]?.list.flatMap { $0["findings"]?.list ?? [] } ?? []
    #expect(findings.count >= 2)
    #expect(findings.allSatisfy { $0["severity"] != .text("error") }, doctor.story)
  }
}
