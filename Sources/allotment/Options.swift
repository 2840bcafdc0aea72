public import ArgumentParser
import Glibc
public import Operations

/// Where the services are.
struct ConfigOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The agent's own file, which says where the services are.",
      discussion: "Without it: the environment's ALLOTMENT_CONFIG, then /etc/allotment/agent.yaml.",
      valueName: "agent.yaml"))
  var config: String?

  var path: String {
    config ?? getenv("ALLOTMENT_CONFIG").map { String(cString: $0) } ?? "/etc/allotment/agent.yaml"
  }
}

struct ClubOption: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Only these clubs.", valueName: "id"))
  var club: [String] = []
}

/// How answers are written.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "No colour, even on a terminal. NO_COLOR does the same.")
  var noColor = false

  @Flag(name: .shortAndLong, help: "Show every change, however many there are.")
  var verbose = false

  var colour: Bool { !noColor && Terminal.hasColour }
}

enum TextFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

extension ControlRequest.Format: ExpressibleByArgument {}
