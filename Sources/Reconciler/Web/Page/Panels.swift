import Model
import Reconciler
import Spec

/// Which services answer.
struct ServicePanel {
  let report: AgentReport
  let services: [String]
  let audience: Audience

  var html: HTML {
    """
    <section>
    <h2>Services</h2>
    <ul class="states">
    \(services.sorted().map(line))</ul>
    </section>
    """
  }

  private func line(_ service: String) -> HTML {
    guard let reason = report.down[service] else {
      return "<li class=\"good\"><b>\(service)</b> answers</li>\n"
    }
    let detail: HTML? =
      audience == .operators ? "<small><bdi>\(reason)</bdi></small>" : nil
    return "<li class=\"bad\"><b>\(service)</b> does not answer\(detail)</li>\n"
  }
}

/// What was last read from the repository, and what is wrong with it.
struct SourcePanel {
  let report: AgentReport
  let audience: Audience

  /// Errors that are listed.
  private static let maximumErrors = 20

  var html: HTML {
    """
    <section>
    <h2>Repository</h2>
    <ul class="states">
    \(state)
    \(revision)
    \(errors)
    </ul>
    </section>
    """
  }

  private var state: HTML {
    guard let problem = report.sourceProblem else {
      return report.revision == nil
        ? "<li class=\"busy\">Is being read for the first time</li>"
        : "<li class=\"good\">Answers</li>"
    }
    let detail: HTML? =
      audience == .operators ? "<small><bdi>\(problem)</bdi></small>" : nil
    return "<li class=\"bad\">Could not be read; the last revision stays\(detail)</li>"
  }

  private var revision: HTML? {
    report.revision.map {
      "<li>Last revision <code title=\"\($0.description)\">\(short($0))</code></li>"
    }
  }

  private var errors: HTML? {
    let errors = report.errors.filter { $0.severity == .error }
    guard !errors.isEmpty else { return nil }
    let more = errors.count - Self.maximumErrors
    let rest: HTML? = more > 0 ? "<small>and \(more) more</small>" : nil
    return """
      <li class="bad">\(count(errors.count, "mistake")) in its files\
      \(errors.prefix(Self.maximumErrors).map(line))\(rest)</li>
      """
  }

  /// A message may quote a member's name: for everyone only where and which rule.
  private func line(_ error: Diagnostic) -> HTML {
    let text = audience == .operators ? error.message : error.rule.rawValue
    return "<small><code>\(error.location.description)</code> <bdi>\(text)</bdi></small>"
  }
}

/// What the agent found and did since it started.
struct LivePanel {
  let report: AgentReport
  let audience: Audience

  /// Unmanaged things that are named.
  private static let maximumNames = 20

  var html: HTML {
    let counters = report.counters
    let failed: HTML? =
      counters.changesFailed > 0
      ? "<li class=\"bad\">\(count(counters.changesFailed, "change")) failed</li>" : nil
    return """
      <section>
      <h2>Since the agent started</h2>
      <ul class="states">
      <li>\(count(counters.changesApplied, "change")) made</li>
      \(failed)
      <li>Drift found \(counters.driftFound == 1 ? "once" : "\(counters.driftFound) times")</li>
      <li>\(report.queued == 0 ? "No club waits" : "\(count(report.queued, "club")) in work")</li>
      \(unmanaged)
      </ul>
      </section>
      """
  }

  private var unmanaged: HTML {
    let all = report.unmanaged
    guard !all.isEmpty else { return "<li>Nothing unmanaged</li>" }
    let list: HTML = "\(audience == .operators ? all.prefix(Self.maximumNames).map(line) : [])"
    return "<li class=\"busy\">\(all.count) unmanaged, left alone\(list)</li>"
  }

  private func line(_ thing: Unmanaged) -> HTML {
    let mark: HTML = thing.mark.map { ", marked as club <bdi>\($0)</bdi>’s" } ?? ""
    return "<small>\(thing.service) \(thing.kind) <bdi>\(thing.name)</bdi>\(mark)</small>"
  }
}
