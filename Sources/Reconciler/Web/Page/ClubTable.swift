import Inventory
import Model
import Reconciler
import Reporting
import Spec

/// One row a club: those that need a look first, then by name.
struct ClubTable {
  let report: AgentReport
  let audience: Audience
  let limit: Int

  var html: HTML {
    guard !report.clubs.isEmpty else {
      return "<p class=\"note\">No club was read from the repository so far.</p>"
    }
    let rows = report.clubs
      .map { (club: $0, words: ClubWords($0, now: report.now)) }
      .sorted {
        ($0.words.needsAttention ? 0 : 1, $0.club.name, $0.club.id)
          < ($1.words.needsAttention ? 0 : 1, $1.club.name, $1.club.id)
      }
    let more = rows.count - limit
    let note: HTML? =
      more > 0
      ? "<p class=\"note\">\(count(more, "more club")): see <code>/api/v1/clubs</code>.</p>" : nil
    return """
      <table>
      <caption class="hidden">Clubs</caption>
      <thead><tr>
      <th scope="col">Club</th><th scope="col">How it is</th><th scope="col">Sync</th>
      <th scope="col">Health</th><th scope="col">Revision</th><th scope="col">For</th>
      </tr></thead>
      <tbody>
      \(rows.prefix(limit).map { row($0.club, $0.words) })</tbody>
      </table>
      \(note)
      """
  }

  private func row(_ club: ClubRecord, _ words: ClubWords) -> HTML {
    """
    <tr class="\(words.tone.rawValue)">
    <th scope="row"><bdi class="name">\(club.name)</bdi> <code>\(club.id)</code></th>
    <td data-label="How it is"><span class="state">\(words.sentence)</span>\(detail(club))</td>
    <td data-label="Sync"><span class="tag \(tone(club.sync))">\(club.sync.rawValue)</span></td>
    <td data-label="Health"><span class="tag \(tone(club.health))">\(club.health.rawValue)</span>\
    </td>
    <td data-label="Revision">\(revision(club))</td>
    <td data-label="For">\(since(club))</td>
    </tr>

    """
  }

  /// Messages may name members: only for who brings the token.
  private func detail(_ club: ClubRecord) -> HTML? {
    guard audience == .operators else { return nil }
    if let pause = club.pause, club.isPaused(at: report.now) {
      return "<small><bdi>\(pause.reason)</bdi> (<bdi>\(pause.by)</bdi>)</small>"
    }
    guard let ready = club.condition(.ready), ready.status != .yes else { return nil }
    return "<small><bdi>\(ready.message)</bdi></small>"
  }

  private func revision(_ club: ClubRecord) -> HTML {
    guard let applied = club.lastAppliedRevision else {
      return "<span class=\"none\">none yet</span>"
    }
    return "<code title=\"\(applied.description)\">\(short(applied))</code>"
  }

  /// How long it has been as it is.
  private func since(_ club: ClubRecord) -> HTML {
    guard let ready = club.condition(.ready) else { return "<span class=\"none\">–</span>" }
    let start = ready.lastTransitionTime
    return """
      <time datetime="\(timestamp(start))" title="\(timestamp(start))">\(span(report.now - start))</time>
      """
  }

  private func tone(_ sync: SyncState) -> String {
    switch sync {
    case .synced: ClubWords.Tone.good.rawValue
    case .outOfSync: ClubWords.Tone.busy.rawValue
    case .unknown: ClubWords.Tone.bad.rawValue
    }
  }

  private func tone(_ health: HealthState) -> String {
    switch health {
    case .healthy: ClubWords.Tone.good.rawValue
    case .progressing, .missing: ClubWords.Tone.busy.rawValue
    case .suspended: ClubWords.Tone.calm.rawValue
    case .degraded: ClubWords.Tone.bad.rawValue
    }
  }
}
