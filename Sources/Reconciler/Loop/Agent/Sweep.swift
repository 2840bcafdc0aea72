import Inventory
import Logging
import Model
import ServiceContract
import Spec

/// Comparing all live state, cheaply.
extension Agent {
  func sweepLoop() async {
    var coldAt = elapsed() + Agent.coldSweep
    while !mustStop {
      await sweepSignal.wait(
        atMost: settings.sweep * Double.random(in: 0.9...1.1, using: &random), clock: clock)
      if mustStop { return }
      let cold = elapsed() >= coldAt
      if cold {
        coldAt = elapsed() + Agent.coldSweep
        pruneHistory()
      }
      await sweepAll(cold: cold)
    }
  }

  /// Clubs whose digest is not the one of their last good look are due.
  func sweepAll(cold: Bool) async {
    counters.sweeps += 1
    recordTime()
    var found: [Unmanaged] = []
    var matches: [String: Int] = [:]
    for (name, service) in engine.services.sorted(by: { $0.key < $1.key }) {
      let mine = scopes.values.flatMap { $0 }.filter { $0.service == name }.map(\.scope)
      do {
        let sweep = try await service.sweep(mine, cold: cold)
        markUp(name)
        found += sweep.unmanaged.filter { !isSomebodys($0) }
        for scope in mine {
          if let digest = sweep.digests[scope.club], digest == digests[scope.club]?[name] {
            matches[scope.club, default: 0] += 1
          }
        }
      } catch {
        counters.sweepFailures += 1
        // Unreachable is not empty.
        found += unmanaged.filter { $0.service == name }
        markDown(name, error.message)
      }
    }
    unmanaged = found
    conclude(matches, cold: cold)
    workSignal.set()
  }

  /// Marked as a club's at which nobody has looked since the start, such as a paused one, or that
  /// owns it: what was made in a pass under way is in no scope yet.
  private func isSomebodys(_ thing: Unmanaged) -> Bool {
    guard let club = thing.mark, known.contains(club) else { return false }
    if scopes[club] == nil { return true }
    // What cannot be read is not nothing.
    guard let owned = try? engine.inventory.owned(of: club) else { return true }
    return owned.contains {
      $0.id.service == thing.service && $0.id.kind.name == thing.kind && $0.id.name == thing.name
    }
  }

  /// A club of which every service shows what it showed before was looked at; all others are due.
  /// Now and then all are: time alone changes what is wanted.
  private func conclude(_ matches: [String: Int], cold: Bool) {
    let now = wall()
    for id in known {
      let services = scopes[id]?.count ?? 0
      if services > 0, matches[id] == services {
        records[id]?.lastReconciledAt = now
        lookedAt[id] = elapsed()
        if cold { enqueue(id) }
      } else {
        enqueue(id)
      }
    }
  }

  private func enqueue(_ club: String) { queue.add(club, now: elapsed()) }

  // MARK: - Services that do not answer

  func markDown(_ service: String, _ reason: String) {
    if down.updateValue(reason, forKey: service) == nil {
      logger.warning(
        "service does not answer", metadata: ["service": "\(service)", "error": "\(reason)"])
      probeSignal.set()
    }
    let now = wall()
    var changed: [ClubRecord] = []
    let clubs = scopes.filter { $0.value.contains { $0.service == service } }.keys
    tellOutage(service, reason, clubs: clubs.count)
    for club in clubs {
      guard var record = records[club], record.sync != .unknown else { continue }
      record.sync = .unknown
      record.health = .degraded
      record.conditions = record.conditions.map { condition in
        guard condition.type == .ready, condition.status != .unknown else { return condition }
        var condition = condition
        condition.status = .unknown
        condition.reason = "ServiceUnavailable"
        condition.message = "\(service): \(reason)"
        condition.lastTransitionTime = now
        return condition
      }
      records[club] = record
      changed.append(record)
    }
    save(changed)
  }

  /// Writes records down, and what is to be told with them.
  func save(_ changed: [ClubRecord]) {
    let telling = board.pending
    guard !changed.isEmpty || !telling.isEmpty else { return }
    do {
      try engine.inventory.together {
        try engine.inventory.save(changed)
        try engine.inventory.tell(telling)
      }
      board.didWrite()
      if !telling.notices.isEmpty { didTell() }
    } catch {
      logger.error("the inventory could not be written", metadata: ["error": "\(error)"])
    }
  }

  /// Whoever waited for it is due at once.
  func markUp(_ service: String) {
    tellAnswers(service)
    save([])
    guard down.removeValue(forKey: service) != nil else { return }
    logger.info("service answers again", metadata: ["service": "\(service)"])
    for (club, scopes) in scopes where scopes.contains(where: { $0.service == service }) {
      queue.addFresh(club, now: elapsed())
    }
    workSignal.set()
  }

  func probe() async {
    var failures = 0
    let backoff = Backoff(first: .milliseconds(500), cap: .seconds(15))
    while !mustStop {
      if down.isEmpty {
        failures = 0
        await probeSignal.wait()
      } else {
        failures += 1
        let pause = backoff.delay(after: failures, using: &random)
        await probeSignal.wait(atMost: pause, clock: clock)
      }
      for name in down.keys.sorted() where !mustStop {
        guard let service = engine.services[name] else { continue }
        if (try? await service.sweep([], cold: false)) != nil { markUp(name) }
      }
    }
  }
}
