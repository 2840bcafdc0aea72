import ArgumentParser
import Operations

struct Pause: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Leave a club alone for a while.",
    usage: "allotment pause <id> --reason <reason> [--until <time>] [<options>]",
    discussion: """
      The agent neither changes nor checks a paused club. Not to be mixed up with a suspended \
      club, whose members cannot log in.

        allotment pause chess --until 2026-12-01 --reason "moving house"
      """)

  @Argument(help: "The club's id.") var id: String
  @Option(
    help: ArgumentHelp(
      "When it ends by itself: 2026-12-01, or 2026-12-01T18:00:00Z.", valueName: "time"))
  var until: String?
  @Option(help: "Why: shown by `status`.") var reason: String
  @OptionGroup var config: ConfigOption

  func run() async throws {
    var request = ControlRequest(.pause)
    request.clubs = [id]
    request.reason = reason
    if let until {
      guard let time = parsedTime(until) else {
        throw ValidationError("--until wants a day (2026-12-01) or a time (2026-12-01T18:00:00Z)")
      }
      guard time > secondsSince1970() else {
        throw ValidationError(
          "--until \(until) is over already; without --until a pause lasts until `allotment resume`"
        )
      }
      request.until = time
    }
    try await AgentConnection(config).answer(request)
  }
}
