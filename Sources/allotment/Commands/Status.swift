import ArgumentParser
import Inventory
import Model
import Reconciler
import Reporting
import Spec

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Where the clubs stand.",
    usage: "allotment status [<id>] [<options>]",
    discussion: """
      Sync (Synced, OutOfSync, Unknown) says whether the live state is what the files say; health \
      (Healthy, Progressing, Degraded, Suspended, Missing) how the club is.
      """)

  @Argument(help: "The club's id: its conditions in full.") var id: String?
  @OptionGroup var config: ConfigOption
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let inventory = try DataDirectory(try loadConfiguration(config)).inventory(mayWrite: false)
    let revision = try inventory.setting(Agent.revisionSetting).map { Revision($0) }
    let options = TextOptions(color: output.colour, verbose: output.verbose)
    let now = secondsSince1970()
    guard let id else {
      let entries = try inventory.clubs().map { StatusReport.Entry($0, now: now) }
      Terminal.print(
        format == .json
          ? StatusReport.json(entries, revision: revision, notices: try receivers(in: inventory))
            .encoded(.indented)
          : StatusReport.text(
            entries, revision: revision, notices: try receivers(in: inventory), options))
      return
    }
    guard let club = try inventory.club(id) else {
      throw ValidationError("there is no club `\(printable(id, limit: 80))`")
    }
    let entry = StatusReport.Entry(club, now: now)
    Terminal.print(
      format == .json
        ? StatusReport.json([entry], revision: revision).encoded(.indented)
        : StatusReport.details(entry, options))
  }
}

/// How telling those whom agent.yaml names under `notify` goes.
private func receivers(in inventory: Inventory) throws -> [StatusReport.Receiver] {
  try inventory.receivers().map {
    StatusReport.Receiver(
      name: $0.name, waiting: $0.waiting, delivered: $0.delivered, lost: $0.lost,
      lastDeliveredAt: $0.lastDeliveredAt, problem: $0.problem)
  }
}

extension StatusReport.Entry {
  fileprivate init(_ record: ClubRecord, now: Int64) {
    let pause = record.isPaused(at: now) ? record.pause : nil
    self.init(
      record.status, lastReconciledAt: record.lastReconciledAt,
      pause: pause.map { Pause(until: $0.until, reason: $0.reason) })
  }
}
