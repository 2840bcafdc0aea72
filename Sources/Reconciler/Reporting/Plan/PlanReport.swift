public import Model

/// A plan, for machines, for people at a terminal, and for a pull request.
public enum PlanReport {
  /// `--format json`, as docs/commands.md says.
  public static func json(_ plan: Plan) -> JSON { PlanJSON(plan: plan).value }

  /// `--format text`: a line a club first, then the details. Ends with a newline.
  public static func text(_ plan: Plan, _ options: TextOptions = TextOptions()) -> String {
    PlanText(plan: plan, options: options, wording: .plan).text
  }

  /// `--format markdown`: a comment on a pull request. Ends with a newline.
  public static func markdown(_ plan: Plan) -> String {
    PlanMarkdown(plan: plan, wording: .plan).text
  }
}

/// What changed live since it was last applied: of a plan, what has that cause.
public enum DriftReport {
  /// A club that only waits for a commit has not drifted, and is out of sync all the same.
  public static func json(_ plan: Plan) -> JSON {
    let sync = Dictionary(plan.clubs.map { ($0.id, $0.sync) }) { first, _ in first }
    return PlanJSON(plan: plan.drift, sync: sync).value
  }

  public static func text(_ plan: Plan, _ options: TextOptions = TextOptions()) -> String {
    PlanText(plan: plan.drift, options: options, wording: .drift).text
  }

  public static func markdown(_ plan: Plan) -> String {
    PlanMarkdown(plan: plan.drift, wording: .drift).text
  }
}

/// What the same shape is called.
enum Wording {
  case plan
  case drift

  func heading(_ plan: Plan) -> String {
    switch self {
    case .plan: "Plan for \(short(plan.revision))"
    case .drift: "Drift from \(short(plan.revision))"
    }
  }

  func inSync(_ plan: Plan) -> String {
    let clubs = counted(plan.clubs.count, one: "club")
    return switch self {
    case .plan: "In sync with \(short(plan.revision)): \(clubs)."
    case .drift: "No drift from \(short(plan.revision)): \(clubs)."
    }
  }
}
