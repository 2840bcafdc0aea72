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

struct Drift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What has changed live since it was last applied.",
    usage: "allotment drift [--club <id> ...] [<options>]",
    discussion: "Ends with 0 when nothing has, 2 when something has.")

  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions
  @OptionGroup var clubs: ClubOption
  @Option(help: "text, json or markdown.") var format: ControlRequest.Format = .text
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var request = ControlRequest(.drift)
    request.clubs = clubs.club
    request.format = format
    request.colour = output.colour && format == .text
    request.verbose = output.verbose
    try await Holder(config, source, mayWrite: false).answer(request)
  }
}

struct Apply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the changes that `plan` shows.",
    usage: "allotment apply [<planfile>] [--club <id> ...] [--yes] [<options>]",
    discussion: """
      Shows the plan and asks before it changes anything, and then makes exactly those changes, or \
      nothing and ends with 7 when something has moved; --yes does not ask. What a guard holds \
      stays held unless --allow-held lets it through, for this run and this revision only.

      With a file that `plan --out` saved it makes exactly those changes, without asking. When the \
      repository or the live state has moved since, it changes nothing and ends with 7; with 6 \
      when a service cannot be read that could be then.
      """)

  @Argument(help: ArgumentHelp("A saved plan.", valueName: "planfile")) var planFile: String?
  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions
  @OptionGroup var clubs: ClubOption
  @Flag(help: "Do not ask.") var yes = false
  @Flag(help: "Make the held changes too.") var allowHeld = false
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if planFile != nil, allowHeld || !clubs.club.isEmpty {
      throw ValidationError(
        "a saved plan says itself for which clubs it is, and what it lets through")
    }
  }

  func run() async throws {
    let saved = try planFile.map(savedPlan)
    let holder = try await Holder(config, source, mayWrite: true)
    var request = ControlRequest(.plan)
    request.by = userName()
    request.plan = saved
    request.clubs = clubs.club
    request.allowHeld = allowHeld
    request.colour = output.colour
    request.verbose = output.verbose
    if !yes, saved == nil {
      request.saves = true
      let shown = await holder.reply(to: request)
      if shown.output.isEmpty { return try shown.finish() }
      if !shown.problems.isEmpty { Terminal.complain(shown.problems) }
      Terminal.print(shown.output)
      request.plan = try shown.saved.map { try SavedPlan(json: Array($0.utf8)) }
      guard let agrees = Terminal.confirms("Make these changes?") else {
        throw ValidationError("without a terminal to ask on, apply wants --yes")
      }
      if !agrees { throw CommandFailure.failed("nothing was changed") }
    }
    request.command = .apply
    request.format = format == .json ? .json : .text
    request.colour = output.colour && format == .text
    try await holder.answer(request)
  }
}

private func savedPlan(in file: String) throws -> SavedPlan {
  do {
    return try SavedPlan(json: try readFile(file, SavedPlan.sizeLimit))
  } catch let error as SavedPlan.Unusable {
    throw CommandFailure.failed("\(file): \(error)")
  } catch {
    throw CommandFailure.unreachable("\(error)")
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
