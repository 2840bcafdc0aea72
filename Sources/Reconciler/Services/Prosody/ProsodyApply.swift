import ChatContract
public import Model
public import ServiceContract
public import Spec

extension ProsodyService {
  /// A vhost goes alone in its request: when it fails, nothing after it is tried. Other failures
  /// stay with their own change. When the connection breaks, what was in that request failed as
  /// far as anybody knows, and the rest is not tried.
  public func apply(
    _ changes: [Change], of club: String, from content: (any RepositoryContent)?
  ) async -> [Outcome] {
    var outcomes = [Outcome](repeating: .skipped, count: changes.count)
    for batch in batches(changes) {
      var operations: [any Operation] = []
      var sent: [Int] = []
      for index in batch {
        switch operation(for: changes[index]) {
        case .success(let operation):
          operations.append(operation)
          sent.append(index)
        case .failure(let failure): outcomes[index] = .failed(failure)
        }
      }
      guard !operations.isEmpty else { continue }
      do {
        let answer = try await client.call(operations, answering: Changed.self)
        for (index, result) in zip(sent, answer.results) { outcomes[index] = Outcome(result) }
      } catch {
        for index in sent { outcomes[index] = .failed(error) }
        return outcomes
      }
      if batch.contains(where: { isVhostFailure(changes[$0], outcomes[$0]) }) { return outcomes }
    }
    return outcomes
  }

  /// The indices of what is made now, cut into requests.
  private func batches(_ changes: [Change]) -> [[Int]] {
    var batches: [[Int]] = []
    var isOpen = false
    var entries = 0
    for index in changes.indices where changes[index].held == nil {
      let isVhost = changes[index].resource.kind == ChatKind.vhost
      entries += mapEntries(changes[index])
      if isOpen, !isVhost, batches[batches.count - 1].count < ProsodyClient.batchSize,
        entries <= ProsodyClient.batchEntries
      {
        batches[batches.count - 1].append(index)
      } else {
        batches.append([index])
        entries = mapEntries(changes[index])
      }
      isOpen = !isVhost
    }
    return batches
  }

  private func mapEntries(_ change: Change) -> Int {
    (change.desired?.fields ?? [:]).values.reduce(0) { count, value in
      if case .map(let map) = value { return count + map.count }
      return count
    }
  }

  private func isVhostFailure(_ change: Change, _ outcome: Outcome) -> Bool {
    if case .failed = outcome { return change.resource.kind == ChatKind.vhost }
    return false
  }
}

extension Outcome {
  fileprivate init(_ result: Result<Changed, OperationError>) {
    switch result {
    case .success: self = .applied
    case .failure(let error): self = .failed(ServiceFailure(error))
    }
  }
}
