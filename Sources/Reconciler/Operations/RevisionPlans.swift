import Model
public import Reconciler
import Reporting
import Spec

/// Which plan CI asks a running agent for.
public struct PlanQuery: Sendable, Equatable {
  /// A commit, branch or tag of the agent's own repository; nil: what the agent has.
  public var revision: String?
  /// Empty: those that the revision changes.
  public var clubs: [String]
  public var format: ControlRequest.Format

  public init(
    revision: String? = nil, clubs: [String] = [], format: ControlRequest.Format = .text
  ) {
    self.revision = revision
    self.clubs = clubs
    self.format = format
  }
}

/// Plans revisions that are not applied yet, against the live services. Changes nothing, and names
/// no person.
public actor RevisionPlans {
  /// The revision could not be had.
  public struct Unreachable: Error {
    public var message: String

    public init(_ message: String) { self.message = message }
  }

  /// Reads a revision of the agent's own repository.
  public typealias Opener = @Sendable (_ revision: String) async throws -> Fleet

  /// One is made at a time; so many may wait.
  static let mostWaiting = 8

  private let agent: Agent
  private let open: Opener
  private let now: @Sendable () -> Int64
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameter open: throws ``Unreachable`` when the source does not have the revision.
  public init(agent: Agent, now: @escaping @Sendable () -> Int64, open: @escaping Opener) {
    self.agent = agent
    self.now = now
    self.open = open
  }

  /// The plan; nil when too many wait already.
  public func plan(_ query: PlanQuery) async -> ControlReply? {
    guard await enter() else { return nil }
    defer { leave() }
    do {
      return try await made(query)
    } catch let failure as Unreachable {
      return ControlReply(
        exitCode: ExitCode.unreachable.rawValue, problems: "allotment: \(failure.message)\n")
    } catch {
      return .failed(error)
    }
  }

  private func made(_ query: PlanQuery) async throws -> ControlReply {
    let current = try await agent.current()
    let fleet = try await query.revision.asyncMap(open) ?? current
    var request = ControlRequest(.plan)
    request.format = query.format
    request.clubs = query.clubs
    if let unknown = try unknownClub(request, fleet, agent.engine) { return .wrongUsage(unknown) }
    let clubs =
      request.selection ?? (query.revision == nil ? nil : fleet.changed(since: current))
    let plan = try await agent.engine.plan(fleet, Engine.Request(clubs: clubs, now: now()))
    return try .planned(
      plan.impersonal, fleet.repository.diagnostics.map(\.impersonal), request)
  }

  private func enter() async -> Bool {
    guard isBusy else {
      isBusy = true
      return true
    }
    guard waiting.count < RevisionPlans.mostWaiting else { return false }
    await withCheckedContinuation { waiting.append($0) }
    return true
  }

  private func leave() {
    if waiting.isEmpty {
      isBusy = false
    } else {
      waiting.removeFirst().resume()
    }
  }
}

extension Optional where Wrapped: Sendable {
  fileprivate func asyncMap<T: Sendable>(
    _ transform: @Sendable (Wrapped) async throws -> T
  ) async rethrows -> T? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
