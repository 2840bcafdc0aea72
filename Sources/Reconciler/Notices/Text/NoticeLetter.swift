public import Inventory
public import Model
import Reporting
import Spec

/// A notice in the words of people and of machines.
///
/// Nothing in it can drive a terminal, forge a line or a header: control characters are written as
/// escapes, and what looks like a secret is taken out.
public struct NoticeLetter: Sendable, Equatable {
  /// The same at every attempt, so that whoever gets it twice can tell.
  public let id: String
  public let notice: Notice

  public init(_ waiting: WaitingNotice) {
    id = "\(waiting.notice.time)-\(waiting.id)"
    notice = waiting.notice
  }

  /// Characters of each part.
  private static let limit = 1_000

  func clean(_ text: String, limit: Int = NoticeLetter.limit) -> String {
    printable(redacted(text), limit: limit)
  }

  /// `Chess Club (chess)`, `prosody`, `the repository`.
  var subject: String {
    switch notice.subject {
    case .club(let id) where id != notice.name:
      "\(clean(notice.name, limit: 200)) (\(clean(id, limit: 60)))"
    case .club(let id): clean(id, limit: 60)
    case .service, .repository, .provider: clean(notice.name, limit: 200)
    }
  }

  /// What has happened, in a few words: `changes are held`.
  var headline: String {
    guard let ended = notice.ended else { return Self.words(notice.event) }
    return switch ended {
    case .drift: "drift is over"
    case .held: "nothing is held any more"
    case .failed, .recovered: "works again"
    }
  }

  private static func words(_ event: Notice.Event) -> String {
    switch event {
    case .drift: "drift"
    case .held: "held"
    case .failed: "failed"
    case .recovered: "recovered"
    }
  }

  /// One line: `Chess Club (chess): held: chess/…#delete: 4 of 9 accounts …`.
  public var line: String {
    "\(subject): \(headline): \(clean(notice.message))"
  }

  /// What to do about it, for people.
  var advice: String {
    switch (notice.event, notice.subject) {
    case (.recovered, _): "Nothing is to be done."
    case (.held, .club(let id)): "allotment plan --club \(clean(id, limit: 60))"
    case (_, .club(let id)): "allotment status \(clean(id, limit: 60))"
    case (_, .service): "allotment doctor"
    case (_, .repository), (_, .provider): "allotment status; the agent's log says more"
    }
  }

  var json: JSON {
    var club: String?
    var service: String?
    switch notice.subject {
    case .club(let id): club = clean(id)
    case .service(let name): service = clean(name)
    case .repository, .provider: break
    }
    return [
      "formatVersion": "1",
      "id": .text(id),
      "event": .text(notice.event.rawValue),
      "ended": .text(notice.ended?.rawValue),
      "subject": .text(clean(notice.subject.description)),
      "club": .text(club),
      "service": .text(service),
      "name": .text(clean(notice.name)),
      "condition": .text(clean(notice.condition)),
      "message": .text(clean(notice.message)),
      "revision": .text(notice.revision.map { clean($0.description) }),
      "author": .text(notice.author.map { clean($0) }),
      "time": .text(timestamp(notice.time)),
      "since": .text(notice.since.map(timestamp)),
      // What incoming webhooks of chats (Mattermost, Rocket.Chat, Slack) show.
      "text": .text(line),
    ]
  }
}
