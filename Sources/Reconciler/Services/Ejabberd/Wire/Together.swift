import ServiceContract

/// Does the work of all items, at most ``EjabberdClient/width`` at the same time.
///
/// - Returns: one result for each item, in order.
func together<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ work: @escaping @Sendable (Item) async throws(ServiceFailure) -> Value
) async -> [Result<Value, ServiceFailure>] {
  await withTaskGroup(of: (Int, Result<Value, ServiceFailure>).self) { group in
    var results = [Result<Value, ServiceFailure>?](repeating: nil, count: items.count)
    var next = 0
    func start() {
      guard next < items.count else { return }
      let index = next
      let item = items[index]
      next += 1
      group.addTask {
        do throws(ServiceFailure) {
          return (index, .success(try await work(item)))
        } catch {
          return (index, .failure(error))
        }
      }
    }
    for _ in 0..<EjabberdClient.width { start() }
    for await (index, result) in group {
      results[index] = result
      start()
    }
    return results.map { result in
      guard let result else { preconditionFailure("every item has a result") }
      return result
    }
  }
}

/// The same, for work whose first failure ends all of it.
func allTogether<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ work: @escaping @Sendable (Item) async throws(ServiceFailure) -> Value
) async throws(ServiceFailure) -> [Value] {
  var values: [Value] = []
  for result in await together(items, work) { values.append(try result.get()) }
  return values
}
