import ArgumentParser
import Glibc
import Operations
import Reconciler
import Reporting
import Source
import Spec
import Web

/// A running agent that is asked over HTTP.
struct AgentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask this running agent, at its status server's address.",
      discussion: """
        For CI: needs the agent's API token, changes nothing, and names no member. Without \
        --revision the plan is for what the agent has; with it, for the clubs that the revision \
        changes. The agent fetches the revision from its own repository.
        """, valueName: "url"))
  var agent: String?

  @Option(
    help: ArgumentHelp(
      "A file with the API token; without it the environment's ALLOTMENT_AGENT_TOKEN.",
      valueName: "file"))
  var tokenFile: String?

  /// Prints the reply, and ends with its exit code.
  func answer(_ query: PlanQuery, _ address: String) async throws {
    let client: AgentClient
    do {
      client = try AgentClient(address: address, token: try token())
    } catch let failure as AgentClient.Failure {
      throw ValidationError("\(failure)")
    }
    if client.isInTheClear {
      Terminal.complain("allotment: the token goes over plain http, where others can read it")
    }
    do {
      try await client.plan(query).finish()
    } catch let failure as AgentClient.Failure {
      switch failure {
      case .unreachable, .address: throw CommandFailure.unreachable("\(failure)")
      case .refused, .notUnderstood: throw CommandFailure.failed("\(failure)")
      }
    }
  }

  private func token() throws -> String {
    let text: String
    if let tokenFile {
      do {
        text = String(decoding: try readFile(tokenFile), as: UTF8.self)
      } catch {
        throw CommandFailure.failed("the token cannot be read: \(error)")
      }
    } else {
      text = getenv("ALLOTMENT_AGENT_TOKEN").map { String(cString: $0) } ?? ""
    }
    guard let token = text.split(whereSeparator: \.isWhitespace).first else {
      throw ValidationError("--agent wants a token: --token-file, or ALLOTMENT_AGENT_TOKEN")
    }
    return String(token)
  }
}

/// Makes plans of revisions for a running agent. What is fetched for them lies in a clone of its
/// own, so that nothing of it comes between the agent and its branch.
func revisionPlans(_ agent: Agent, _ configuration: AgentConfiguration) -> RevisionPlans {
  RevisionPlans(agent: agent, now: secondsSince1970) { revision in
    do {
      let cache = "\(configuration.dataDirectory)/plans"
      return try await mendingClone(in: cache) {
        let opened = try await openSource(
          at: configuration.repository.url, revision: revision,
          credentials: gitCredentials(of: configuration), cache: cache,
          process: FetchProcess(
            deadline: configuration.repository.timeout, cloneDeadline: .seconds(120)))
        var loader = RepositoryLoader()
        return Fleet(
          revision: opened.revision, repository: try loader.load(opened.content),
          content: opened.content)
      }
    } catch let failure as SourceFailure {
      throw RevisionPlans.Unreachable("\(failure)")
    }
  }
}
