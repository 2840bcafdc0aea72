import Execution
import Inventory
import Logging
import Model
import ServiceContract
import Source
import Spec

/// What the agent finds, as findings for the notice board.
extension Agent {
  /// Fetches that fail in a row before it is told: a single one is a hiccup.
  static let failedFetches = 3

  func occasion(_ subject: Notice.Subject, _ name: String, revision: Revision? = nil)
    -> NoticeBoard.Occasion
  {
    NoticeBoard.Occasion(
      subject: subject, name: name, revision: revision,
      author: revision == nil ? nil : fleet?.author, now: wall())
  }

  /// - Parameters:
  ///   - before: the record of the pass before; nil for the first.
  ///   - loaded: the club's files at that revision; nil without any.
  func tell(
    _ verdict: Verdict, _ record: ClubRecord, before: ClubRecord?, loaded: LoadedClub?
  ) {
    var occasion = occasion(
      .club(record.id), record.name, revision: record.lastAttemptedRevision)
    occasion.content = loaded?.ownContent ?? ""
    board.see(failure(verdict, record, before), .failed, occasion)
    let isKnown = record.sync != .unknown
    // What was let through and could not be made is not over.
    let isOver = isKnown && !verdict.isLetThroughInVain
    board.see(holding(verdict) ?? (isOver ? .none : .unknown), .held, occasion)
    board.see(drift(record) ?? (isKnown ? .none : .unknown), .drift, occasion)
  }

  /// What will be tried again is told when it fails twice in a row.
  private func failure(
    _ verdict: Verdict, _ record: ClubRecord, _ before: ClubRecord?
  ) -> NoticeBoard.Finding {
    guard let ready = record.condition(.ready) else { return .unknown }
    let isRepeated = before?.condition(.ready)?.reason == ready.reason
    switch ready.status {
    case .yes: return .none
    case .unknown:
      // An outage is told once, and not once for each club.
      let isOutage = verdict.plan.unknown.contains { down[$0.service] != nil }
      return isRepeated && !isOutage
        ? .trouble(condition: ready.reason, message: ready.message) : .unknown
    case .no:
      // Mistakes in provider.yaml are told once, and not once for each club.
      if fleet?.repository.provider == nil { return .unknown }
      guard verdict.plan.errors.isEmpty else {
        return .trouble(condition: ready.reason, message: ready.message)
      }
      guard !verdict.failures.isEmpty else { return .none }
      return isRepeated || verdict.result == .stuck
        ? .trouble(condition: ready.reason, message: ready.message) : .unknown
    }
  }

  private func holding(_ verdict: Verdict) -> NoticeBoard.Finding? {
    let held = verdict.held
    guard let first = held.first, let hold = first.held else { return nil }
    let more = held.count > 1 ? "\(held.count) changes, \(first.id) the first" : first.id
    return .trouble(
      condition: held.contains { $0.action == .delete } ? "RemovalsHeld" : "ChangesHeld",
      message: "\(more): \(hold.message)")
  }

  private func drift(_ record: ClubRecord) -> NoticeBoard.Finding? {
    guard let drifted = record.condition(.drifted) else { return .unknown }
    if drifted.status == .yes {
      return .trouble(condition: drifted.reason, message: drifted.message)
    }
    return drifted.reason == Verdict.driftHealed
      ? .passed(condition: drifted.reason, message: drifted.message) : nil
  }

  func tellLeft(_ club: String, _ name: String) {
    board.leave(occasion(.club(club), name))
  }

  func tellOutage(_ service: String, _ reason: String, clubs: Int) {
    let waiting = clubs == 0 ? "" : "; \(clubs) \(clubs == 1 ? "club waits" : "clubs wait") for it"
    board.see(
      .trouble(condition: "ServiceUnavailable", message: "it does not answer: \(reason)\(waiting)"),
      .failed, occasion(.service(service), service))
  }

  func tellAnswers(_ service: String) {
    board.see(.none, .failed, occasion(.service(service), service))
  }

  /// After a look at the remote. `failures`: in a row, 0 when it answered.
  func tellSource(failures: Int) {
    let finding: NoticeBoard.Finding
    var occasion = occasion(.repository, "the repository")
    if let distrust {
      finding = .trouble(condition: distrust.reason, message: distrust.message)
      // Another commit that is not trusted is another trouble.
      occasion.sign = String(distrust.message.prefix(NoticeBoard.messageLimit))
    } else if failures == 0 {
      finding = .none
    } else if failures >= Self.failedFetches {
      finding = .trouble(
        condition: "SourceUnavailable", message: sourceProblem ?? "it could not be read")
    } else {
      finding = .unknown
    }
    board.see(finding, .failed, occasion)
    save([])
  }

  /// Mistakes in files of no club, provider.yaml above all.
  func tellProvider(_ new: Fleet) {
    let files = Set(new.repository.clubs.map(\.file))
    let errors = new.repository.diagnostics.filter { problem in
      let file = problem.location.file
      return problem.severity == .error
        && !files.contains(RepositoryLoader.club(ofPrivateFile: file) ?? file)
    }
    var occasion = occasion(.provider, "the provider's files", revision: new.revision)
    occasion.author = new.author
    occasion.content = new.repository.providerContent?.hex ?? ""
    guard let first = errors.first else { return board.see(.none, .failed, occasion) }
    let more = errors.count > 1 ? ", and \(errors.count - 1) more" : ""
    board.see(
      .trouble(
        condition: "InvalidSpec", message: "\(first.location): \(first.message)\(more)"),
      .failed, occasion)
  }

  func recallTold() throws {
    guard isTelling else { return }
    try engine.inventory.keepReceivers(board.receivers.map(\.name))
    board.recall(try engine.inventory.told())
  }
}

extension Verdict {
  fileprivate var isLetThroughInVain: Bool {
    plan.changes.contains { change in
      change.letThrough != nil
        && !outcomes.contains { $0.change == change && $0.outcome == .applied }
    }
  }
}

extension LoadedClub {
  /// Names what the club's own files and site hold.
  fileprivate var ownContent: String {
    [file, content.hex, privateContent?.hex ?? "", siteTree?.hex ?? ""].joined(separator: "\n")
  }
}

extension ClubRecord {
  fileprivate func condition(_ kind: Condition.Kind) -> Condition? {
    conditions.first { $0.type == kind }
  }
}
