import ArgumentParser
import Glibc
import Reporting
import Source
import Spec

struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a repository, or single club files. Needs no service and no network.",
    discussion: """
      A folder is checked as it stands, committed or not, with all rules across clubs. Of a single
      file, its own rules and those of the provider.yaml above it are checked.

      Ends with 0 when it is valid, 3 when it is not, 6 when a path does not exist.

        allotment validate
        allotment validate --format json /srv/clubs
        allotment validate clubs/chess.yaml
      """)

  @Argument(help: ArgumentHelp("Folders or club files; this folder without.", valueName: "path"))
  var paths: [String] = []
  @Option(help: "text or json.") var format: TextFormat = .text
  @Flag(help: "Warnings make it invalid too.") var strict = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var result = ValidationResult()
    for path in paths.isEmpty ? ["."] : paths {
      do {
        result.add(try Checked(path))
      } catch {
        throw CommandFailure.unreachable("\(error)")
      }
    }
    let report = result.report(strict: strict)
    Terminal.print(
      format == .json
        ? report.json() : report.text(color: output.colour, source: result.source))
    if !report.isValid { throw ArgumentParser.ExitCode(3) }
  }
}
