public import Operations
public import Reconciler

/// What the status server asks of the agent.
public struct StatusSource: Sendable {
  public var report: @Sendable () async -> AgentReport
  /// Whether a declared club is reached by this host name (A-labels, lower case): its domain, a
  /// name below it that we serve, or an alias. Decides for which names certificates are asked.
  public var serves: @Sendable (_ host: String) async -> Bool
  /// The provider's name for people; nil while it is not known.
  public var providerName: @Sendable () async -> String?
  /// A push was announced: looks at the repository soon.
  public var lookSoon: @Sendable () async -> Void
  /// Plans a revision for CI; its answer is nil when too many wait. Nil: no plans are made.
  public var plans: (@Sendable (PlanQuery) async -> ControlReply?)?

  public init(
    report: @escaping @Sendable () async -> AgentReport,
    serves: @escaping @Sendable (_ host: String) async -> Bool,
    providerName: @escaping @Sendable () async -> String? = { nil },
    lookSoon: @escaping @Sendable () async -> Void = {},
    plans: (@Sendable (PlanQuery) async -> ControlReply?)? = nil
  ) {
    self.report = report
    self.serves = serves
    self.providerName = providerName
    self.lookSoon = lookSoon
    self.plans = plans
  }
}
