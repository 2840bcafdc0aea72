import ServiceContract

/// Writes the hosts file and has ejabberd load it.
///
/// A reload costs the more the more vhosts there are, and hardly more for ten new ones than for
/// one: what is asked for while one is under way, or shortly before, goes into one write.
actor HostsKeeper {
  enum Edit: Sendable {
    /// - Parameter mustReload: ejabberd does not serve it, whatever the file says.
    case put(HostEntry, mustReload: Bool)
    case remove(String)

    fileprivate var mustReload: Bool {
      switch self {
      case .put(_, let mustReload): mustReload
      case .remove: true
      }
    }
  }

  /// Edits of one reload. A reload that starts more vhosts answers late on a busy machine.
  static let batch = 100
  /// How long the first edit waits for others.
  static let gathering = Duration.milliseconds(20)

  let path: String
  private let client: EjabberdClient
  private var waiting: [(id: Int, edit: Edit)] = []
  private var answers: [Int: CheckedContinuation<Result<Void, ServiceFailure>, Never>] = [:]
  /// Of whoever does the work for all, while nobody waits for its answer yet.
  private var results: [Int: Result<Void, ServiceFailure>] = [:]
  private var lastID = 0
  private var isBusy = false
  /// Of `reload_config`, since the process started.
  private(set) var reloads = 0

  init(path: String, client: EjabberdClient) {
    self.path = path
    self.client = client
  }

  /// Returns when ejabberd serves, or does not serve any more, the vhost as the edit says.
  ///
  /// Whoever comes first does the work for all who come meanwhile.
  func perform(_ edit: Edit) async -> Result<Void, ServiceFailure> {
    lastID += 1
    let id = lastID
    waiting.append((id, edit))
    if isBusy { return await withCheckedContinuation { answers[id] = $0 } }
    isBusy = true
    await work()
    isBusy = false
    guard let result = results.removeValue(forKey: id) else {
      preconditionFailure("every edit has a result")
    }
    return result
  }

  private func work() async {
    // Cancelled, it goes on at once: what others wait for is done all the same.
    try? await Task.sleep(for: Self.gathering)
    while !waiting.isEmpty {
      let batch = Array(waiting.prefix(Self.batch))
      waiting.removeFirst(batch.count)
      for (item, result) in zip(batch, await load(batch.map(\.edit)[...])) {
        if let answer = answers.removeValue(forKey: item.id) {
          answer.resume(returning: result)
        } else {
          results[item.id] = result
        }
      }
    }
  }

  /// One write and one reload. When ejabberd refuses the file, the edits are tried in halves: one
  /// club's failure is one club's failure.
  private func load(_ edits: ArraySlice<Edit>) async -> [Result<Void, ServiceFailure>] {
    func all(_ result: Result<Void, ServiceFailure>) -> [Result<Void, ServiceFailure>] {
      edits.map { _ in result }
    }
    do throws(ServiceFailure) {
      let before = try HostsFile(path: path)
      var after = before
      for edit in edits { after.apply(edit) }
      if after.entries == before.entries, before.isIntact, !edits.contains(where: \.mustReload) {
        return all(.success(()))
      }
      after.isIntact = true
      try after.write(to: path)
      do throws(ServiceFailure) {
        reloads += 1
        try await client.perform(.reload)
      } catch {
        guard error.code == "refused" else { return all(.failure(error)) }
        try before.write(to: path)
        guard edits.count > 1 else { return all(.failure(error)) }
        let middle = edits.startIndex + edits.count / 2
        return await load(edits[..<middle]) + load(edits[middle...])
      }
      after.markLoaded()
      try after.write(to: path)
      return all(.success(()))
    } catch {
      return all(.failure(error))
    }
  }
}

extension HostsFile {
  mutating func apply(_ edit: HostsKeeper.Edit) {
    switch edit {
    case .put(let entry, _):
      if let known = entries[entry.host], known.isLoaded, known.says(theSameAs: entry) { return }
      entries[entry.host] = entry
    case .remove(let host): entries[host] = nil
    }
  }

  mutating func markLoaded() {
    for host in entries.keys { entries[host]?.isLoaded = true }
  }
}
