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

/// What opens encrypted files.
struct KeyOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The private keys of age that open encrypted files.",
      discussion: "Without it: agent.yaml's, where there is one, then SOPS_AGE_KEY_FILE.",
      valueName: "file"))
  var ageKeyFile: String?
}

struct ClubOption: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Only these clubs.", valueName: "id"))
  var club: [String] = []
}

struct ColourOption: ParsableArguments {
  @Flag(name: .long, help: "No colour, even on a terminal. NO_COLOR does the same.")
  var noColor = false

  var colour: Bool { !noColor && Terminal.hasColour }
}

/// How answers are written.
struct OutputOptions: ParsableArguments {
  @OptionGroup var color: ColourOption

  @Flag(name: .shortAndLong, help: "Everything, and nothing shortened.")
  var verbose = false

  var colour: Bool { color.colour }
}

enum TextFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

extension ControlRequest.Format: ExpressibleByArgument {}
