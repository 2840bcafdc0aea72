import Inventory
import Model
import Spec

/// How a club is, in words for its secretary.
struct ClubWords {
  enum Tone: String {
    case good, busy, calm, bad
  }

  var tone: Tone
  var sentence: String

  init(_ club: ClubRecord, now: Int64) {
    if club.isPaused(at: now) {
      (tone, sentence) = (.calm, "Left alone for now (paused)")
    } else if let reason = club.condition(.ready).flatMap({ Self.reasons[$0.reason] }) {
      (tone, sentence) = reason
    } else {
      (tone, sentence) = Self.general(club)
    }
  }

  /// Whether somebody should look.
  var needsAttention: Bool { tone == .bad }

  /// By the reason of `Ready`, where it tells more than the two states do.
  private static let reasons: [String: (Tone, String)] = [
    "InvalidSpec": (.bad, "Its file has a mistake; the last good state stays"),
    "ServiceUnavailable": (.bad, "A service does not answer; nothing is changed meanwhile"),
    "ChangesFailed": (.bad, "Some changes failed"),
    "ChangesHeld": (.bad, "Changes wait for approval"),
    "ChangesPending": (.busy, "Changes are due"),
  ]

  private static func general(_ club: ClubRecord) -> (Tone, String) {
    switch (club.sync, club.health) {
    case (_, .suspended): (.calm, "Closed for now (suspended)")
    case (_, .degraded): (.bad, "Something does not work")
    case (_, .missing): (.busy, "Is being set up")
    case (_, .progressing): (.busy, "Changes are being made")
    case (.synced, .healthy): (.good, "Everything works")
    case (.outOfSync, .healthy): (.busy, "Works; changes are due")
    case (.unknown, .healthy): (.bad, "Could not be looked at")
    }
  }
}

/// `main@1f0c9a2`: the branch and the first seven digits.
func short(_ revision: Revision) -> String {
  let parts = revision.description.split(separator: "@", maxSplits: 1)
  guard parts.count == 2, let colon = parts[1].lastIndex(of: ":") else {
    return String(revision.description.prefix(24))
  }
  return "\(parts[0].prefix(24))@\(parts[1][parts[1].index(after: colon)...].prefix(7))"
}

/// "3 hours": the largest unit alone, rounded down.
func span(_ seconds: Int64) -> String {
  let units: [(Int64, String)] = [
    (86_400 * 365, "year"), (86_400 * 30, "month"), (86_400, "day"), (3_600, "hour"),
    (60, "minute"),
  ]
  for (size, name) in units where seconds >= size {
    return count(Int(seconds / size), name)
  }
  return "less than a minute"
}

/// "1 club", "2 clubs"
func count(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
