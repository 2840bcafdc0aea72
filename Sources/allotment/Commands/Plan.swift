import ArgumentParser
import Operations

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "What would change, against the live services. Changes nothing.",
    usage: "allotment plan [--club <id> ...] [--out <file>] [<options>]",
    discussion: """
      Ends with 0 when all is in sync, 2 when there are differences, 3 when a spec is invalid, \
      4 when a guard holds something back, 6 when the source or a service cannot be reached.

        allotment plan                    at the repository's newest revision
        allotment plan --repo .           what lies in this folder, committed or not
        allotment plan --club chess --format json
        allotment plan --out friday.plan  and later: allotment apply friday.plan

      In CI, where no service can be reached, a running agent is asked. It fetches the revision from \
      its own repository, and its answer names no member:

        allotment plan --agent https://agent.example --format markdown \\
          --revision "$HEAD"
      """)

  @OptionGroup var agent: AgentOptions
  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions
  @OptionGroup var clubs: ClubOption
  @Option(help: "text, json or markdown.") var format: ControlRequest.Format = .text
  @Option(
    help: ArgumentHelp(
      "Save the plan in a file, for `apply FILE`.",
      discussion: "It is bound to the revision and to what is live now. Mode 0600.",
      valueName: "file"))
  var out: String?
  @Flag(help: "Plan what guards hold as if it had been let through.") var allowHeld = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if agent.agent == nil, agent.tokenFile != nil {
      throw ValidationError("--token-file is for --agent")
    }
    if agent.agent != nil, out != nil || allowHeld {
      throw ValidationError("--agent only shows a plan: no --out, no --allow-held")
    }
    if agent.agent != nil, source.repo != nil || config.config != nil {
      throw ValidationError(
        "--agent asks an agent about its own repository: no --repo, no --config")
    }
  }

  func run() async throws {
    if let address = agent.agent {
      return try await agent.answer(
        PlanQuery(revision: source.revision, clubs: clubs.club, format: format), address)
    }
    var request = ControlRequest(.plan)
    request.clubs = clubs.club
    request.format = format
    request.saves = out != nil
    request.allowHeld = allowHeld
    request.colour = output.colour && format == .text
    request.verbose = output.verbose
    let reply = try await Holder(config, source, mayWrite: false).reply(to: request)
    if let out, let saved = reply.saved { try writePrivateFile(saved, at: out) }
    try reply.finish()
  }
}

/// Which state of the repository is meant.
struct RepositoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder, a bare repository or a URL instead of the one in agent.yaml.",
      discussion: "A plain folder is read as it stands, committed or not.", valueName: "repo"))
  var repo: String?

  @Option(help: ArgumentHelp("A branch, tag or commit.", valueName: "rev"))
  var revision: String?

  @OptionGroup var keys: KeyOption
}
