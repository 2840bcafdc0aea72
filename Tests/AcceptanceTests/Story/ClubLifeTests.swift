import Foundation
import TestSupport
import Testing

/// What a club's lifecycle means on real servers, today.
@Suite struct ClubLifeTests {
  /// So many days from now, as a date or as a day of the year.
  private func day(_ offset: Int, year: Bool = false) -> String {
    let date = Date(timeIntervalSinceNow: Double(offset) * 86_400)
    let text = date.formatted(.iso8601.year().month().day())
    return year ? text : String(text.dropFirst(5))
  }

  private func season(from first: Int, to last: Int) -> String {
    "lifecycle: {state: seasonal, opens: \(day(first)), closes: \(day(last))}\n"
  }

  @Test func `out of season nobody logs in and the site says so; in season all is as it was`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try repository.write(chess.file, chess.text + season(from: -30, to: 30))
      try await repository.commit("A club for the season")
      try await playground.apply()
      let rose = try await playground.redeem("rose", at: chess.host)
      #expect(try await playground.canLogIn(rose))
      #expect(try await playground.page(chess.host).text == chess.page)
      let plan: JSONValue = try decoded(try await playground("plan", "--format", "json"))
      let club = try #require(plan["clubs"]?.list.first)
      #expect(club["standing"] == .text("open"))
      let coming = try #require(club["upcoming"]?.list.first?["what"]?.text)
      #expect(coming.hasPrefix("closes on "), "\(coming)")
      let text = try await playground("plan")
      #expect(text.output.contains("coming: The chess club (chess): \(coming)"), text.story)

      try repository.write(chess.file, chess.text + season(from: 30, to: 60))
      try await repository.commit("The season is in spring")
      try await playground.apply()
      #expect(try await playground.chat("login", rose).error == "account-disabled")
      let page = try await playground.page(chess.host)
      #expect(page.status == 503)
      #expect(page.text.contains("closed for now"))
      #expect(try await playground.status(of: "chess").health == "Suspended")
      #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
      #expect(try await playground.plan().code == 0)

      try repository.write(chess.file, chess.text + season(from: -30, to: 30))
      try await repository.commit("Or rather now")
      try await playground.apply()
      #expect(try await playground.canLogIn(rose))
      #expect(try await playground.page(chess.host).text == chess.page)
    }
  }

  @Test func `a club that loses its domain with its id loses nothing, and goes on where it was`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.apply()
      let rose = try await playground.redeem("rose", at: chess.host)
      try repository.remove(chess.file)
      var rooks = ClubText("rooks")
      rooks.site = chess.site
      rooks.further = ["moved: {from: chess}"]
      try repository.write(rooks)
      try await repository.commit("We are the rooks now")
      #expect(try await playground.plan().code == 4)
      try await playground.apply("--allow-held", expecting: 4)
      let (code, plan) = try await playground.plan()
      #expect(code == 4)
      #expect(plan.changes.count == 6, "\(plan.changes)")
      for change in plan.changes {
        #expect(change.action == "delete" && change.held?["by"] == .text("move"), "\(change)")
        #expect(
          change.held?["message"]?.text?.contains("keep `domain: \(chess.host)`") == true)
      }
      #expect(try await playground.canLogIn(rose))
      #expect(try await playground.page(chess.host).status == 200)

      // As the plan says: what was made on the new domain meanwhile goes with a person's word.
      rooks.further = ["moved: {from: chess}", "domain: \(chess.host)"]
      try repository.write(rooks)
      try await repository.commit("The rooks, where they always were")
      try await playground.apply(expecting: 4)
      #expect(try await playground.canLogIn(rose))
      try await playground.apply("--allow-held")
      #expect(try await playground.canLogIn(rose))
      #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
      #expect(try await playground.module("read", ["host": chess.host])["club"] == .text("rooks"))
      #expect(try await playground.module("read", ["host": rooks.host])["present"] == .flag(false))
      #expect(try await playground.plan().code == 0)
    }
  }

  @Test
  func `an archive keeps its site, and a club whose time is over goes when it is let through`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess, ClubText("go")]) { playground in
      let repository = playground.repository
      try await playground.apply()
      let rose = try await playground.redeem("rose", at: chess.host)
      try repository.write(chess.file, chess.text + "lifecycle: archived\n")
      try await repository.commit("The last game is played")
      try await playground.apply()
      #expect(try await playground.chat("login", rose).error == "account-disabled")
      #expect(try await playground.page(chess.host).text == chess.page)

      let over = "exportBy: \(day(-9, year: true)), deleteAfter: \(day(-3, year: true))"
      try repository.write(
        chess.file, chess.text + "lifecycle: {state: offboarding, \(over)}\nprune: confirm\n")
      try await repository.commit("The club has left")
      let (code, plan) = try await playground.plan()
      #expect(code == 4)
      let vhost = try plan.change("chess/prosody/vhost/\(chess.host)#delete")
      #expect(vhost.reason == "the club's time to take its data along is over")
      try await playground.apply(expecting: 4)
      #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
      #expect(try await playground.page(chess.host).status == 200)
      try await playground.apply("--club", "chess", "--allow-held")
      #expect(try await playground.page(chess.host).status == 404)
      #expect(try await playground.plan().code == 0)
    }
  }
}
