public import Model
public import Spec

/// One of those who are told, by the name that the inventory knows them by.
public struct NoticeReceiver: Sendable, Equatable {
  public var name: String
  /// What it is called where everybody can look: without a person's address.
  public var publicName: String
  public var events: Set<Notice.Event>

  /// - Parameter publicName: nil: the name.
  public init(name: String, publicName: String? = nil, events: Set<Notice.Event>) {
    self.name = name
    self.publicName = publicName ?? name
    self.events = events
  }

  /// Whoever is told of other things is told of the end of these only.
  func wants(_ notice: Notice) -> Bool {
    guard events.contains(notice.event) else { return false }
    guard let ended = notice.ended else { return true }
    return events == [.recovered] || events.contains(ended)
  }
}

/// Compares how things are with what was told of them, and says what is to be told.
///
/// A trouble is told once for each subject, condition and revision, and its end once; a revision that
/// leaves the subject's own files as they are, and of which the same is to be said, counts as the one
/// before. Pure: what is ``pending`` is written down by whoever holds the board, together with the status.
struct NoticeBoard {
  /// How one thing is in one respect.
  enum Finding: Equatable {
    case trouble(condition: String, message: String)
    /// There was trouble, and it is over already.
    case passed(condition: String, message: String)
    case none
    /// Nobody can say: what was told stays told.
    case unknown
  }

  /// Where and when something was found.
  struct Occasion {
    var subject: Notice.Subject
    var name: String
    var revision: Revision?
    /// What tells two troubles of one condition apart where it is not the revision.
    var sign: String?
    /// Of the subject's own files: a commit that leaves them as they are is no news of it. Nil:
    /// every revision is.
    var content: String?
    var author: String?
    /// Seconds since 1970.
    var now: Int64
  }

  /// Seconds for which a trouble that is over at once, and comes back, is not told again.
  static let quiet: Int64 = 3_600
  /// Notices that wait to be written at most.
  static let pendingLimit = 1_000
  /// Characters of a message.
  static let messageLimit = 2_000

  let receivers: [NoticeReceiver]
  private(set) var told: [Told.Key: Told] = [:]
  private(set) var pending = Telling()

  init(receivers: [NoticeReceiver]) { self.receivers = receivers }

  /// What earlier processes told.
  mutating func recall(_ told: [Told]) {
    self.told = Dictionary(told.map { ($0.key, $0) }) { first, _ in first }
  }

  /// ``pending`` is in the inventory.
  mutating func didWrite() { pending = Telling() }

  /// - Parameter event: `drift`, `held` or `failed`.
  mutating func see(_ finding: Finding, _ event: Notice.Event, _ occasion: Occasion) {
    guard !receivers.isEmpty else { return }
    let key = Told.Key(occasion.subject, event)
    let before = told[key]
    switch finding {
    case .unknown: break
    case .none:
      guard let before, before.isOpen else { break }
      close(before, occasion, message: "this is over")
      forget(key)
    case .trouble(let condition, let message):
      let now = Told(
        key, condition: condition, revision: revision(occasion), since: occasion.now, isOpen: true,
        about: occasion.content.map {
          Fingerprint(of: ["content": .text($0), "message": .text(message)])
        })
      if let before, before.isOpen, before.isSame(as: now) { break }
      remember(now, since: before)
      if let before, before.isOpen, before.isUntouched(in: now) { break }
      post(event, condition, message, occasion)
    case .passed(let condition, let message):
      let now = Told(
        key, condition: condition, revision: revision(occasion), since: occasion.now, isOpen: false)
      if let before, before.isOpen {
        close(before, occasion, message: message)
      } else if let before, before.isSame(as: now), now.since - before.since < Self.quiet {
        break
      } else {
        post(event, condition, message, occasion)
        close(now, occasion, message: message)
      }
      remember(now)
    }
  }

  /// What was told of this is over: it is not there any more.
  mutating func leave(_ occasion: Occasion) {
    for event in [Notice.Event.drift, .held, .failed] {
      let key = Told.Key(occasion.subject, event)
      guard let before = told[key] else { continue }
      if before.isOpen { close(before, occasion, message: "it is not there any more") }
      forget(key)
    }
  }

  private func revision(_ occasion: Occasion) -> String {
    occasion.sign ?? occasion.revision?.description ?? ""
  }

  private mutating func remember(_ now: Told, since before: Told? = nil) {
    var now = now
    if let before, before.isOpen { now.since = before.since }
    told[now.key] = now
    pending.remembered[now.key] = now
    pending.forgotten.remove(now.key)
  }

  private mutating func forget(_ key: Told.Key) {
    told[key] = nil
    pending.remembered[key] = nil
    pending.forgotten.insert(key)
  }

  private mutating func close(_ told: Told, _ occasion: Occasion, message: String) {
    post(
      .recovered, told.condition, message, occasion, ended: told.key.event, since: told.since)
  }

  private mutating func post(
    _ event: Notice.Event, _ condition: String, _ message: String, _ occasion: Occasion,
    ended: Notice.Event? = nil, since: Int64? = nil
  ) {
    let notice = Notice(
      event: event, ended: ended, subject: occasion.subject, name: occasion.name,
      condition: condition, message: String(message.prefix(Self.messageLimit)),
      revision: occasion.revision, author: occasion.author, time: occasion.now, since: since)
    for receiver in receivers where receiver.wants(notice) {
      pending.notices.append(Telling.Addressed(notice, to: receiver.name))
    }
    // Only while the inventory cannot be written.
    let excess = pending.notices.count - Self.pendingLimit
    if excess > 0 { pending.notices.removeFirst(excess) }
  }
}

extension Told {
  fileprivate func isSame(as other: Told) -> Bool {
    condition == other.condition && revision == other.revision
  }

  fileprivate func isUntouched(in later: Told) -> Bool {
    condition == later.condition && about != nil && about == later.about
  }
}
