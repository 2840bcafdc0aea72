import ChatContract
import Model
import ServiceContract
import Synchronization

/// Somebody always looks after a club.
extension Judge {
  /// Who is the last one to lead a club that is open is neither removed nor demoted.
  func judgeLeader(
    _ change: Change, _ key: Key, of club: String, at commit: SimulatedRepository.Commit,
    on server: Server
  ) {
    guard key.kind == ChatKind.account, commit.canBeRead(club),
      let model = commit.model.clubs.first(where: { $0.id == club }),
      !model.isSuspended, model.leave == nil,
      // Whoever was misled, or looked before people meddled, cannot know.
      let look = looks[server.name]?[club], look.live != nil
    else { return }
    let (live, meddlings) = server.state.withLock { ($0.live, $0.meddlings) }
    guard look.meddlings == meddlings else { return }
    let leaders = live.things.filter { key, thing in
      guard key.kind == ChatKind.account, thing.problem == nil, leads(thing.fields),
        let mark = server.mark(of: key, thing, in: live)
      else { return false }
      return mark == club || isFormerID(mark, of: club, at: commit)
    }
    let stays = change.action != .delete && change.desired.map { leads($0.fields) } == true
    if leaders.map(\.key) == [key], !stays {
      trace.broke(.leaderStays, "\(change.id) leaves \(club) with nobody who leads it")
    }
  }

  private func leads(_ fields: Fields) -> Bool {
    guard case .text(let role)? = fields["role"] else { return false }
    return ["owner", "admin"].contains(role) && fields["state"] == .text("active")
  }
}
