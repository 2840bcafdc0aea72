import ArgumentParser
import Portability
import Reporting
import ServiceContract
import Spec

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Specs of what is live: a repository to begin with.",
    usage: "allotment import --out <dir> [<options>]",
    discussion: """
      Reads the chat domains, accounts, rooms and contact groups of the services in agent.yaml, and \
      the sites beside them, and writes a new folder with provider.yaml, clubs/ and sites/. What a \
      file cannot say stands as a comment at the club's file and is told. Nothing live is changed.

        allotment import --out hosting && cd hosting
        allotment plan --config agent.yaml --repo .   takes over what is there
      """)

  @Option(help: ArgumentHelp("Only this service's domains.", valueName: "name"))
  var service: String?
  @Option(help: ArgumentHelp("Only this domain.", valueName: "domain")) var domain: String?
  @Option(help: ArgumentHelp("The folder to make; it must not exist.", valueName: "dir"))
  var out: String
  @OptionGroup var config: ConfigOption

  func run() async throws {
    let live = try services(of: try loadConfiguration(config))
    let chosen = live.filter { service == nil || $0.name == service || $0 is any SiteReading }
    if let service, !live.contains(where: { $0.name == service }) {
      throw ValidationError("there is no service `\(printable(service, limit: 80))` in agent.yaml")
    }
    let domain = try self.domain.map { text in
      guard let name = try? DomainName(parsing: text) else {
        throw ValidationError("`\(printable(text, limit: 80))` is no domain")
      }
      return name.unicode
    }
    do {
      let result = try await Importer(services: chosen, domain: domain).run()
      guard !result.clubs.isEmpty else {
        throw CommandFailure.failed("there is no chat domain to import; nothing was written")
      }
      try NewFolder.write(result.files, to: out)
      for warning in result.warnings { Terminal.complain("warning: \(printable(warning))") }
      Terminal.print(
        "\(result.clubs.count) clubs in \(out): look through them, and at `allotment plan --repo`\n"
      )
      try check()
    } catch let failure as ServiceFailure {
      throw CommandFailure.unreachable("\(failure.message); nothing was written")
    } catch let failure as NewFolder.Failure {
      throw CommandFailure.failed("\(failure)")
    }
  }

  /// What `validate` will say.
  private func check() throws {
    let targets = ValidationTargets([out], standardInput: nil).targets
    let checked = try targets.map { try Checked($0, keys: nil) }
    let errors = checked.flatMap(\.diagnostics).filter { $0.severity == .error }
    guard !errors.isEmpty else { return }
    for error in errors { Terminal.complain("\(error.location): \(printable(error.message))") }
    throw CommandFailure.invalid("some of the files do not validate yet: mend them by hand")
  }
}
