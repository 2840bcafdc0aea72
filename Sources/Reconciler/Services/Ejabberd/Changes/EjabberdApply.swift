import ChatContract
public import Model
public import ServiceContract
public import Spec

extension EjabberdService {
  /// Vhosts go alone: when one fails, nothing after it is tried. Changes of one kind are made
  /// side by side. What allotment keeps of a vhost is written before each such run, so that what
  /// it makes is known to be ours if it is killed, and after it.
  public func apply(
    _ changes: [Change], of club: String, from content: (any RepositoryContent)?
  ) async -> [Outcome] {
    var outcomes = [Outcome](repeating: .skipped, count: changes.count)
    for run in runs(of: changes) {
      let results = await apply(run.map { changes[$0] }, of: club)
      for (index, result) in zip(run, results) { outcomes[index] = Outcome(result) }
      if results.contains(where: isEnd)
        || isVhost(changes[run[0]]) && results.contains(where: \.isFailure)
      {
        return outcomes
      }
    }
    return outcomes
  }

  /// The indices of what is made now, cut where the kind, the vhost or the sort of work changes.
  private func runs(of changes: [Change]) -> [[Int]] {
    var runs: [[Int]] = []
    for index in changes.indices where changes[index].held == nil {
      let change = changes[index]
      if let first = runs.last?.first, !isVhost(change),
        changes[first].resource.kind == change.resource.kind,
        changes[first].resource.host == change.resource.host,
        (changes[first].action == .delete) == (change.action == .delete)
      {
        runs[runs.count - 1].append(index)
      } else {
        runs.append([index])
      }
    }
    return runs
  }

  private func apply(_ run: [Change], of club: String) async -> [Result<Void, ServiceFailure>] {
    let host = run[0].resource.host
    memory.forget(host)
    defer { memory.forget(host) }
    if isVhost(run[0]) {
      let work = VhostWork(client: client, keeper: keeper, host: host, club: club)
      return [await work.apply(run[0])]
    }
    do throws(ServiceFailure) {
      guard let marks = try await marks(of: host) else {
        throw ServiceFailure(
          code: "not-ours", message: "\(host) carries no mark of allotment's", retry: .never)
      }
      var work = HostWork(client: client, host: host, marks: marks)
      try await work.intend(run)
      let intended = work.marks
      if intended != marks { try await client.write(intended, on: host) }
      let results = await work.apply(run, before: marks)
      if work.marks != intended { try await client.write(work.marks, on: host) }
      return results
    } catch {
      return run.map { _ in .failure(error) }
    }
  }

  private func marks(of host: String) async throws(ServiceFailure) -> HostMarks? {
    if let marks = try await client.marks(of: host) { return marks }
    let entry = try HostsFile(path: keeper.path).entries[host]
    return entry.map { HostMarks(club: $0.club) }
  }

  private func isVhost(_ change: Change) -> Bool { change.resource.kind == ChatKind.vhost }
}

private func isEnd(_ result: Result<Void, ServiceFailure>) -> Bool {
  if case .failure(let failure) = result { return failure.isOutage }
  return false
}

extension Result {
  fileprivate var isFailure: Bool {
    if case .failure = self { return true }
    return false
  }
}

extension Outcome {
  fileprivate init(_ result: Result<Void, ServiceFailure>) {
    switch result {
    case .success: self = .applied
    case .failure(let failure): self = .failed(failure)
    }
  }
}

func unusable(_ change: Change) -> ServiceFailure {
  ServiceFailure(
    code: "unusable-change", message: "\(change.id) does not say all that ejabberd must know",
    retry: .never)
}
