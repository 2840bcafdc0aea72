import FoundationEssentials
import Glibc
import TestSupport

/// A one-club commit in a repository of many clubs, and the memory of an agent that holds them.
struct CommitBench {
  let scale: Scale

  func run(into report: inout Report) async throws {
    let folder = try TemporaryDirectory()
    _ = try await GeneratedRepository(at: folder("repository.git"), clubs: scale.clubs)
    // The fetching process leaves the time of its end beside the name by which it was called.
    guard symlink("/proc/\(getpid())/exe", folder("fetch")) == 0 else {
      throw SystemFailure("symlink")
    }
    let server = try await GitServer(folder: folder, repository: "repository.git")
    let json = try await output(
      Command(
        "/proc/self/exe",
        [
          AgentProcess.name, folder.path, server.url, "\(scale.clubs)", "\(scale.rounds)",
        ], limit: .seconds(1_500)))
    try await server.stop()
    let result = try JSONDecoder().decode(AgentMeasurement.self, from: Data(json.utf8))
    add(result, to: &report)
  }

  private func add(_ result: AgentMeasurement, to report: inout Report) {
    var section = Report.Section(
      title: "A commit that changes one of \(result.clubs) clubs",
      text: """
        A running agent holds \(result.clubs) clubs with \(result.clubs * Scale.members) members, \
        all in one folder, and fetches from a `git daemon` on loopback. One club gets a member. The \
        service is in memory, answers at once, and notes when it is called. The floor is libgit2 \
        alone: the difference of the two commits and the bytes of the one file.
        """,
      columns: ["", "time", "against the floor"])
    func row(_ name: String, _ samples: Samples) {
      section.rows.append([name, text(samples), ratio(samples / result.floor)])
    }
    row("floor: diff and one file with libgit2", result.floor)
    row("the same with the `git` command, two processes", result.command)
    row("**from the fetched commit to the first call of a service**", result.own)
    row("– reading the commit", result.read)
    row("– taking it up, and preparing the plan", result.prepare)
    row("the fetch, a process of its own", result.fetch)
    row("all, from asking the server on", result.whole)
    row("from the first call to the first change (plan, intention on disk)", result.change)
    var goals = [
      Report.Goal(
        what: "one-club commit in \(result.clubs) clubs, from the ref seen to the first call",
        measured: text(result.own), target: "50 ms", isMet: result.own.median < 50)
    ]
    if let memory = result.memory {
      section.note = """
        The agent's resident memory is then \(text(memory.now, digits: 0)) MB, at most \
        \(text(memory.peak, digits: 0)) MB since its start. Its start with an empty data directory \
        (clone, reading all, one look at every club, all of it in the inventory) took \
        \(text(result.start)).
        """
      goals.append(
        Report.Goal(
          what: "memory of an agent with \(result.clubs) clubs held",
          measured:
            "\(text(memory.now, digits: 0)) MB, at most \(text(memory.peak, digits: 0)) MB",
          target: "300 MB", isMet: memory.peak < 300))
    }
    report.add(section, goals)
  }
}
