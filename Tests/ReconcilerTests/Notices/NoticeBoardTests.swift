import Model
import Spec
import Testing

@testable import Reconciler

struct NoticeBoardTests {
  private static let all = NoticeReceiver(
    name: "all", events: [.drift, .held, .failed, .recovered])
  private static let revision = Revision("main@sha1:1")

  private func occasion(
    _ club: String = "chess", at now: Int64 = 1_000, revision: Revision? = revision
  ) -> NoticeBoard.Occasion {
    NoticeBoard.Occasion(subject: .club(club), name: "Chess Club", revision: revision, now: now)
  }

  private static let held = NoticeBoard.Finding.trouble(
    condition: "RemovalsHeld", message: "4 changes")
  private static let healed = NoticeBoard.Finding.passed(
    condition: "DriftHealed", message: "1 healed")

  /// What one finding after the other makes it say to each receiver: `all held`.
  private func said(
    by receivers: [NoticeReceiver] = [all],
    _ findings: [(NoticeBoard.Finding, Notice.Event, NoticeBoard.Occasion)]
  ) -> [String] {
    var board = NoticeBoard(receivers: receivers)
    for (finding, event, occasion) in findings { board.see(finding, event, occasion) }
    return board.pending.notices.map { addressed in
      let ended = addressed.notice.ended.map { " \($0.rawValue)" } ?? ""
      return "\(addressed.receiver) \(addressed.notice.event.rawValue)\(ended)"
    }
  }

  @Test func `a trouble is told once while it is the same, and its end once`() {
    #expect(
      said([
        (.none, .held, occasion()), (Self.held, .held, occasion()),
        (Self.held, .held, occasion(at: 2_000)), (.unknown, .held, occasion()),
        (Self.held, .held, occasion(at: 9_000)), (.none, .held, occasion()),
        (.none, .held, occasion()),
      ]) == ["all held", "all recovered held"])
  }

  @Test func `another revision, another condition and another club are told anew`() {
    #expect(
      said([
        (Self.held, .held, occasion()),
        (Self.held, .held, occasion(revision: Revision("main@sha1:2"))),
        (
          .trouble(condition: "ChangesHeld", message: ""), .held,
          occasion(revision: Revision("main@sha1:2"))
        ),
        (Self.held, .held, occasion("choir")),
      ]) == ["all held", "all held", "all held", "all held"])
  }

  @Test func `a commit that does not touch the club is no news of the same trouble`() {
    func at(_ number: Int, _ content: String) -> NoticeBoard.Occasion {
      var occasion = occasion(revision: Revision("main@sha1:\(number)"))
      occasion.content = content
      return occasion
    }
    let other = NoticeBoard.Finding.trouble(condition: "RemovalsHeld", message: "5 changes")
    #expect(
      said([
        (Self.held, .held, at(1, "a")), (Self.held, .held, at(2, "a")),
        // Of another message at the same revision nobody was ever told.
        (other, .held, at(2, "a")), (Self.held, .held, at(3, "a")),
      ]) == ["all held"])
    // Another message, and other content.
    #expect(
      said([
        (Self.held, .held, at(1, "a")), (other, .held, at(2, "a")), (other, .held, at(3, "b")),
        (other, .held, at(4, "b")), (.none, .held, at(5, "b")), (other, .held, at(6, "b")),
      ]) == ["all held", "all held", "all held", "all recovered held", "all held"])
  }

  @Test func `a later process knows of what content it was told`() {
    var first = occasion()
    first.content = "a"
    var board = NoticeBoard(receivers: [Self.all])
    board.see(Self.held, .held, first)
    var next = NoticeBoard(receivers: [Self.all])
    next.recall(Array(board.told.values))
    first.revision = Revision("main@sha1:2")
    next.see(Self.held, .held, first)
    #expect(next.pending.notices.isEmpty)
    #expect(next.told.values.map(\.revision) == ["main@sha1:2"])
  }

  @Test func `what comes back after it had ended is told again`() {
    #expect(
      said([
        (Self.held, .failed, occasion()), (.none, .failed, occasion()),
        (Self.held, .failed, occasion()),
      ]) == ["all failed", "all recovered failed", "all failed"])
  }

  @Test func `drift that is put right at once is told with its end, and once an hour`() {
    #expect(
      said([
        (Self.healed, .drift, occasion(at: 0)), (.none, .drift, occasion(at: 5)),
        (Self.healed, .drift, occasion(at: 600)), (Self.healed, .drift, occasion(at: 3_599)),
      ]) == ["all drift", "all recovered drift"])
    #expect(
      said([(Self.healed, .drift, occasion(at: 0)), (Self.healed, .drift, occasion(at: 3_600))])
        == ["all drift", "all recovered drift", "all drift", "all recovered drift"])
  }

  @Test func `drift that was only reported is over when it is put right`() {
    let found = NoticeBoard.Finding.trouble(condition: "DriftFound", message: "1 found")
    #expect(
      said([(found, .drift, occasion()), (Self.healed, .drift, occasion())])
        == ["all drift", "all recovered drift"])
  }

  @Test func `everybody is told of what they asked for, and of its end`() {
    let receivers = [
      NoticeReceiver(name: "mail", events: [.held, .recovered]),
      NoticeReceiver(name: "room", events: [.drift]),
      NoticeReceiver(name: "ends", events: [.recovered]),
    ]
    #expect(
      said(
        by: receivers,
        [
          (Self.held, .held, occasion()), (Self.healed, .drift, occasion()),
          (.none, .held, occasion()),
        ])
        == [
          "mail held", "room drift", "ends recovered drift", "mail recovered held",
          "ends recovered held",
        ])
  }

  @Test func `the end says since when it lasted, and a later process knows what was told`() throws {
    var board = NoticeBoard(receivers: [Self.all])
    board.see(Self.held, .held, occasion(at: 1_000))
    board.see(Self.held, .held, occasion(at: 2_000, revision: Revision("main@sha1:2")))
    var next = NoticeBoard(receivers: [Self.all])
    next.recall(Array(board.told.values))
    next.see(Self.held, .held, occasion(at: 3_000, revision: Revision("main@sha1:2")))
    #expect(next.pending.isEmpty)
    next.see(.none, .held, occasion(at: 4_000))
    let last = try #require(next.pending.notices.last?.notice)
    #expect(last.since == 1_000 && last.time == 4_000 && last.condition == "RemovalsHeld")
  }

  @Test func `a club that has left leaves nothing open`() {
    var board = NoticeBoard(receivers: [Self.all])
    board.see(Self.held, .held, occasion())
    board.see(Self.healed, .drift, occasion())
    board.leave(occasion())
    #expect(board.told.isEmpty)
    #expect(board.pending.remembered.isEmpty && board.pending.forgotten.count == 2)
    #expect(board.pending.notices.last?.notice.ended == .held)
  }

  @Test func `what waits to be written down is bounded`() {
    var board = NoticeBoard(receivers: [Self.all])
    for number in 0..<3_000 { board.see(Self.held, .held, occasion("club-\(number)")) }
    #expect(board.pending.notices.count == NoticeBoard.pendingLimit)
    #expect(board.pending.notices.last?.notice.subject == .club("club-2999"))
  }
}
