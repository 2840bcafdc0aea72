import ArgumentParser
import Operations

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
