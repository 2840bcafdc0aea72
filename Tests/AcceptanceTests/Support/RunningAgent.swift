import Foundation
import Glibc
import TestSupport
import Testing

/// `allotment agent`, started and ended by a test.
final class RunningAgent: Sendable {
  private let process: ChildProcess
  let log: String

  /// - Parameter before: a command that runs it, such as `prlimit`, with its arguments.
  init(_ playground: Playground, before: [String] = []) throws {
    log = playground.folder("agent.log")
    let words = before + [program, "agent", "--config", playground.config]
    process = try ChildProcess(words[0], Array(words.dropFirst()), log: log)
  }

  /// Its own process id: that of the child of the guard around it.
  func pid() throws -> pid_t {
    let path = "/proc/\(process.pid)/task/\(process.pid)/children"
    let children = contents(of: path)?.split(separator: " ").compactMap { pid_t($0) } ?? []
    return try #require(children.first, "the agent has no process")
  }

  func hangUp() throws { kill(try pid(), SIGHUP) }

  /// SIGTERM, and its exit code. A process that has just begun does not listen to signals yet, and
  /// would end as any other.
  func stop(within limit: Duration = .seconds(20)) async throws -> Int32 {
    let agent = try pid()
    let listens = try await eventually(within: limit) { listensToSIGTERM(agent) }
    try #require(listens, "the agent does not listen to signals: \(tail(of: log))")
    kill(agent, SIGTERM)
    return try await exitCode(within: limit)
  }

  func kill9() async throws { try await process.killNow() }

  /// Waits until it ends by itself.
  func exitCode(within limit: Duration) async throws -> Int32 {
    var status: Int32 = 0
    let ended = try await eventually(within: limit) {
      waitpid(process.pid, &status, WNOHANG) == process.pid
    }
    guard ended else {
      try await process.killNow()
      throw ServerFailure("the agent did not end: \(tail(of: log))")
    }
    // As shells say it.
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }
}

/// Whether a process does something else on SIGTERM than to end at once (proc(5), `SigIgn` and
/// `SigCgt`). One that has ended is not waited for.
private func listensToSIGTERM(_ process: pid_t) -> Bool {
  guard let status = contents(of: "/proc/\(process)/status") else { return true }
  return status.split(separator: "\n").contains { line in
    guard line.hasPrefix("SigIgn:") || line.hasPrefix("SigCgt:"),
      let mask = line.split(whereSeparator: \.isWhitespace).last.flatMap({ UInt64($0, radix: 16) })
    else { return false }
    return mask & (1 << (UInt64(SIGTERM) - 1)) != 0
  }
}

extension Playground {
  /// Runs `body` while an agent runs. It is stopped afterwards, and must end with 0.
  func withAgent<Value: Sendable>(
    before: [String] = [], _ body: @Sendable (RunningAgent) async throws -> Value
  ) async throws -> Value {
    let agent = try RunningAgent(self, before: before)
    do {
      let value = try await body(agent)
      let code = try await agent.stop()
      #expect(code == 0, "\(tail(of: agent.log))")
      return value
    } catch {
      try? await agent.kill9()
      throw ServerFailure("\(error)\nThe agent said: \(tail(of: agent.log))")
    }
  }

  /// Waits until these clubs are in sync at this commit (all that there are without `clubs`).
  func converges(
    _ clubs: [String] = [], at commit: String? = nil, within limit: Duration = patience,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var last: [StatusReport.Club] = []
    let came = try await eventually(within: limit, every: .milliseconds(50)) {
      guard let report = try? await status() else { return false }
      last = report.clubs.filter { clubs.isEmpty || clubs.contains($0.id) }
      guard !last.isEmpty, clubs.isEmpty || last.count == clubs.count else { return false }
      if let commit, clubs.isEmpty, report.revision != "main@sha1:\(commit)" { return false }
      return last.allSatisfy { club in
        guard club.sync == "Synced" else { return false }
        return clubs.isEmpty || commit == nil || club.isSynced(at: commit ?? "")
      }
    }
    let open = last.filter { $0.sync != "Synced" }.map { club in
      "\(club.id): \(club.conditions.map { "\($0.type) \($0.status) \($0.message)" })"
    }
    if came, clubs.isEmpty {
      // A pass may be under way that began after the last status was written.
      let inSync = try await eventually(within: limit) { try await plan().code == 0 }
      try #require(inSync, sourceLocation: sourceLocation)
    }
    try #require(
      came, "not converged at \(commit ?? "any commit"): \(open)", sourceLocation: sourceLocation)
  }

  /// Waits until a club's status is as `isRight` says.
  @discardableResult
  func waitForStatus(
    of club: String, within limit: Duration = patience,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ isRight: (StatusReport.Club) -> Bool
  ) async throws -> StatusReport.Club {
    var last: StatusReport.Club?
    let came = try await eventually(within: limit, every: .milliseconds(50)) {
      last = try? await status(of: club)
      return last.map(isRight) ?? false
    }
    try #require(
      came, "status of \(club): \(String(describing: last))", sourceLocation: sourceLocation)
    return try #require(last)
  }
}
