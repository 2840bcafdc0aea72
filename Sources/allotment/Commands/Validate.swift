import ArgumentParser
import Encryption
import Source
import Spec

struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a repository, or single files. Needs no service and no network.",
    usage: "allotment validate [<path> ...] [--strict] [--diff <base>] [<options>]",
    discussion: """
      A folder is checked as it stands, committed or not, with all rules across clubs. Of a single \
      file, its own rules and those of the provider.yaml above it are checked; `-` is standard \
      input. `allotment explain RULE` tells what a rule means.

        allotment validate                           this folder
        allotment validate clubs/chess.yaml          one club
        allotment validate --diff origin/main        only what this branch made wrong
        allotment validate --strict --format github  in CI: annotations at the lines

      Formats: text for people; json for scripts; github for annotations (GitHub, Forgejo, Gitea); \
      sarif for code scanning; junit for GitLab and Jenkins; tap for test harnesses. docs/ci.md \
      shows the whole set-up.

      Ends with 0 when it is valid, 3 when it is not, 6 when something cannot be read.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders or files, - for standard input; this folder without.",
      valueName: "path"))
  var paths: [String] = []
  @Option(help: "text, json, github, sarif, junit or tap.") var format: ValidationFormat = .text
  @Flag(help: "Warnings make it invalid, too.") var strict = false
  @Option(
    name: .customLong("diff"),
    help: ArgumentHelp(
      "Only the problems that are not in this revision.",
      discussion: """
        Compared with the commit where HEAD left BASE, as `git diff BASE...` does. What was wrong \
        before and only moved is not told; what is wrong in another file because of the change is.
        """, valueName: "base"))
  var base: String?
  @Option(
    help: ArgumentHelp(
      "The path that standard input stands for: for editors.", valueName: "path"))
  var stdinPath: String?
  @OptionGroup var keys: KeyOption
  @OptionGroup var output: ColourOption

  func validate() throws {
    if stdinPath != nil, !paths.contains("-") {
      throw ValidationError("--stdin-path wants `-` among the paths")
    }
    if paths.count(where: { $0 == "-" }) > 1 { throw ValidationError("`-` can be read only once") }
  }

  func run() async throws {
    let targets = ValidationTargets(paths, standardInput: stdinPath)
    for problem in targets.problems { Terminal.complain("allotment: \(problem)") }
    if targets.targets.isEmpty || base != nil && !targets.problems.isEmpty {
      throw ArgumentParser.ExitCode(6)
    }
    let result: ValidationResult
    let keys = try ageKeys(flag: keys.ageKeyFile)
    do {
      result = try checked(targets, keys)
    } catch let failure as SourceFailure {
      throw CommandFailure.unreachable("\(failure)")
    }
    Terminal.print(result.text(format, colour: output.colour))
    if !result.report.unread.isEmpty { throw ArgumentParser.ExitCode(6) }
    if !result.report.isValid { throw ArgumentParser.ExitCode(3) }
  }

  private func checked(_ paths: ValidationTargets, _ keys: AgeKeys?) throws -> ValidationResult {
    let targets = paths.targets
    guard let base else {
      return try ValidationResult(targets, unread: paths.problems, keys: keys, isStrict: strict)
    }
    guard targets.count == 1, targets[0].isWhole, targets[0].files.isEmpty,
      targets[0].input == nil
    else { throw ValidationError("--diff compares one whole folder: leave the files out") }
    return try ValidationResult(targets[0], since: base, keys: keys, isStrict: strict)
  }
}

extension ValidationFormat: ExpressibleByArgument {}
