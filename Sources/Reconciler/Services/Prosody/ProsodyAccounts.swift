public import ServiceContract

extension ProsodyService: AccountReading {
  public func contents(
    of users: [String], on host: String, withCredentials: Bool
  ) async throws(ServiceFailure) -> [AccountContent] {
    var contents: [AccountContent] = []
    // Few in one answer: what an account holds may be large.
    for start in stride(from: 0, to: users.count, by: 10) {
      let answer = try await client.call(
        users[start..<min(start + 10, users.count)].map {
          AccountRead(host: host, user: $0, credentials: withCredentials)
        }, answering: AccountContent.self)
      for result in answer.results {
        switch result {
        case .success(let content): contents.append(content)
        case .failure(let error): throw ServiceFailure(error)
        }
      }
    }
    return contents
  }
}

struct AccountRead: Operation {
  private(set) var op = "account_read"
  var host: String
  var user: String
  var credentials: Bool
}
