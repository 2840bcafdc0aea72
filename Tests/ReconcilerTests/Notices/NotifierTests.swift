import Inventory
import Logging
import Model
import Reconciler
import ServiceContract
import Spec
import Synchronization
import TestSupport
import Testing

@testable import Notices

struct NotifierTests {
  private let folder: InventoryFolder
  private let inventory: Inventory

  init() throws {
    folder = try InventoryFolder()
    inventory = try folder.open()
  }

  /// Keeps what it was sent, or fails.
  private final class Recorder: NoticeSender {
    let messages = Mutex<[String]>([])
    let problem = Mutex<DeliveryFailure?>(nil)
    let attempts = Mutex(0)

    var received: [String] { messages.withLock { $0 } }
    var tries: Int { attempts.withLock { $0 } }

    func send(_ letter: NoticeLetter) async throws(DeliveryFailure) {
      attempts.withLock { $0 += 1 }
      if let failure = problem.withLock({ $0 }) { throw failure }
      messages.withLock { $0.append(letter.notice.message) }
    }

    func diagnose() async -> [Finding] { [] }
  }

  /// Never answers, and does not mind being told to stop.
  private struct Dead: NoticeSender {
    func send(_ letter: NoticeLetter) async throws(DeliveryFailure) {
      try? await Task.sleep(for: .seconds(3_600))
      throw DeliveryFailure("broken off")
    }

    func diagnose() async -> [Finding] { [] }
  }

  private func receiver(_ name: String, _ sender: any NoticeSender) -> Receiver {
    Receiver(
      name: name, notices: NoticeReceiver(name: name, events: [.held, .recovered]), sender: sender)
  }

  private func record(_ name: String) throws -> ReceiverRecord {
    try #require(try inventory.receivers().first { $0.name == name })
  }

  /// Runs a notifier with short waits while `body` runs.
  private func run(
    _ receivers: [Receiver], age: Int64 = 86_400, now: Int64 = 1_796_000_100,
    _ body: (Notifier) async throws -> Void
  ) async throws {
    let notifier = Notifier(
      receivers: receivers, inventory: inventory,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      limits: Notifier.Limits(
        age: age, backoff: Backoff(first: .milliseconds(10), cap: .milliseconds(40))),
      wall: { now })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await notifier.run() }
      defer { group.cancelAll() }
      try await body(notifier)
    }
  }

  private func expectSoon(
    sourceLocation: Testing.SourceLocation = #_sourceLocation, _ isTrue: () throws -> Bool
  ) async throws {
    let came = try await eventually { try isTrue() }
    #expect(came, sourceLocation: sourceLocation)
  }

  @Test func `what waits is sent in order, and what comes later as soon as it is there`()
    async throws
  {
    try inventory.keepReceivers(["one"])
    try inventory.tell([.sample("a"), .sample("b")], to: "one")
    let recorder = Recorder()
    try await run([receiver("one", recorder)]) { notifier in
      try await expectSoon { recorder.received == ["a", "b"] }
      try inventory.tell([.sample("c")], to: "one")
      notifier.wake()
      try await expectSoon { recorder.received == ["a", "b", "c"] }
      try await expectSoon { try record("one").delivered == 3 }
    }
    let one = try record("one")
    #expect(one.waiting == 0 && one.lost == 0 && one.problem == nil)
    #expect(one.lastDeliveredAt == 1_796_000_100)
  }

  @Test func `a webhook that is down gets what it missed, in order, once it is up`() async throws {
    let hook = try PrivateHook()
    try inventory.keepReceivers(["hook"])
    try inventory.tell([.sample("a"), .sample("b")], to: "hook")
    let sender = try WebhookSender(url: hook.url, secretFile: nil)
    try await run([receiver("hook", sender)]) { _ in
      let isTold = try await eventually {
        try record("hook").problem?.contains("does not answer") == true
      }
      #expect(isTold)
      #expect(try record("hook").waiting == 2)
      try await hook.start()
      try await expectSoon { try record("hook").delivered == 2 }
      #expect(try record("hook").problem == nil)
    }
    let bodies = try hook.received().map(\.body)
    #expect(bodies.count == 2)
    #expect(bodies[0].contains(#""message":"a""#) && bodies[1].contains(#""message":"b""#))
    try await hook.stop()
  }

  @Test func `a receiver that is dead holds up nobody else, and not the end`() async throws {
    try inventory.keepReceivers(["dead", "one"])
    try inventory.tell([.sample("a")], to: "dead")
    try inventory.tell([.sample("b")], to: "one")
    let recorder = Recorder()
    try await run([receiver("dead", Dead()), receiver("one", recorder)]) { _ in
      try await expectSoon { try record("one").delivered == 1 }
    }
    #expect(try record("dead").waiting == 1)
  }

  @Test func `what is too old or refused for good is lost, and counted`() async throws {
    try inventory.keepReceivers(["one"])
    let recorder = Recorder()
    recorder.problem.withLock { $0 = DeliveryFailure("connection refused") }
    try inventory.tell([.sample("old", at: 1_796_000_000)], to: "one")
    try await run([receiver("one", recorder)], age: 60) { notifier in
      try await expectSoon { try record("one").lost == 1 }
      recorder.problem.withLock { $0 = DeliveryFailure("status 400", isFinal: true) }
      try inventory.tell([.sample("refused", at: 1_796_000_100)], to: "one")
      notifier.wake()
      try await expectSoon { try record("one").lost == 2 }
    }
    let one = try record("one")
    #expect(one.waiting == 0 && one.problem == "status 400" && one.delivered == 0)
  }

  @Test func `a failure is tried again with waits in between`() async throws {
    try inventory.keepReceivers(["one"])
    let recorder = Recorder()
    recorder.problem.withLock { $0 = DeliveryFailure("busy") }
    try inventory.tell([.sample("a")], to: "one")
    try await run([receiver("one", recorder)]) { notifier in
      try await expectSoon { recorder.tries >= 3 }
      // News do not make it hurry.
      for _ in 0..<1_000 { notifier.wake() }
      recorder.problem.withLock { $0 = nil }
      try await expectSoon { recorder.received == ["a"] }
      #expect(recorder.tries < 500)
    }
  }

  @Test func `a queue that is full loses its oldest, and says how many`() throws {
    try inventory.keepReceivers(["one", "two"])
    try inventory.tell((0..<1_010).map { .sample("\($0)") }, to: "one")
    try inventory.tell([.sample("other")], to: "two")
    #expect(try record("one").waiting == Inventory.noticeLimit)
    #expect(try record("one").lost == 10)
    #expect(try inventory.nextNotice(for: "one")?.notice.message == "10")
    #expect(try record("two").waiting == 1)
    #expect(try record("two").lost == 0)
  }

  @Test func `a secret in a failure is not kept`() async throws {
    try inventory.keepReceivers(["one"])
    let recorder = Recorder()
    recorder.problem.withLock { $0 = DeliveryFailure("https://a:hunter2222@b.example said no") }
    try inventory.tell([.sample("a")], to: "one")
    try await run([receiver("one", recorder)]) { _ in
      try await expectSoon { try record("one").problem != nil }
    }
    #expect(try record("one").problem == "https://…@b.example said no")
  }

  @Test func `who is told no more is forgotten, and the others keep what waits`() throws {
    try inventory.keepReceivers(["one", "two"])
    try inventory.tell([.sample()], to: "one")
    try inventory.tell([.sample()], to: "two")
    try inventory.keepReceivers(["two", "three"])
    #expect(try inventory.receivers().map(\.name) == ["three", "two"])
    #expect(try record("two").waiting == 1)
    #expect(try inventory.nextNotice(for: "one") == nil)
  }

  @Test func `notices come back from a backup, and an erased member is in none`() throws {
    try inventory.keepReceivers(["one"])
    var telling = Telling()
    let key = Told.Key(.club("chess"), .held)
    telling.remembered[key] = Told(
      key, condition: "RemovalsHeld", revision: "main@sha1:1", since: 5, isOpen: true)
    telling.notices = [
      Telling.Addressed(.sample("chess/prosody/account/dan@chess.example#delete"), to: "one")
    ]
    try inventory.tell(telling)
    let other = try InventoryFolder()
    let restored = try other.open()
    try restored.restore(try InventoryBackup(json: try inventory.backup().json))
    #expect(try restored.told() == inventory.told())
    #expect(try restored.nextNotice(for: "one") == inventory.nextNotice(for: "one"))
    let traces = try inventory.erase(
      ["dan@chess.example"], of: ["chess"],
      recording: HistoryEntry(
        time: 1, club: "chess", revision: Revision("main@sha1:1"), change: "(erased)",
        action: .delete, result: .applied, message: "one member", cycle: "1"),
      always: false)
    #expect(traces.others == 1)
    #expect(
      try inventory.nextNotice(for: "one")?.notice.message
        == "chess/prosody/account/(erased)#delete")
  }
}
