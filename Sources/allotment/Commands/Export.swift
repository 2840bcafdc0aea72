import ArgumentParser
import Inventory
import Portability
import Reconciler
import Reporting
import Spec

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "The exit bundle of a club, or of one of its members.",
    usage: "allotment export <id> --out <dir> [--member <id>] [<options>]",
    discussion: """
      Writes a new folder, for its owner alone, with the accounts and their contact lists in \
      XEP-0227, which other servers read, the rooms and who may do what in them, the shared lists, \
      the site's files and the club's file. docs/exit-bundle.md has the layout. Nothing is changed.

        allotment export chess --out chess-bundle
        allotment export chess --member rose --out rose-bundle

      No passwords are in it, and members set new ones where they go; with --credentials what the \
      server keeps of them is, so that they stay as they are. Keep such a bundle like a password. \
      (ejabberd does not tell them.)
      """)

  @Argument(help: "The club's id.") var id: String
  @Option(help: ArgumentHelp("The folder to make; it must not exist.", valueName: "dir"))
  var out: String
  @Option(help: ArgumentHelp("Only this member's own data.", valueName: "id")) var member: String?
  @Flag(help: "With what the server keeps of the passwords.") var credentials = false
  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions

  func run() async throws {
    let configuration = try loadConfiguration(config)
    let inventory = try DataDirectory(configuration).inventory(mayWrite: false)
    let fleet = try await openFleet(configuration, source)
    let exporter = Exporter(
      engine: Engine(services: try services(of: configuration), inventory: inventory),
      fleet: fleet, now: secondsSince1970())
    do {
      let bundle = try await exporter.bundle(
        of: id, member: member, withCredentials: credentials)
      try NewFolder.write(bundle.files, to: out)
      for remark in bundle.remarks { Terminal.complain("allotment: \(printable(remark))") }
      Terminal.print("\(bundle.files.count) files in \(out)\n")
    } catch let failure as Exporter.Failure {
      switch failure {
      case .unread: throw CommandFailure.unreachable("\(failure); nothing was written")
      case .noClub, .noMember, .noCredentials: throw ValidationError("\(failure)")
      case .siteTooLarge: throw CommandFailure.failed("\(failure); nothing was written")
      }
    } catch let failure as NewFolder.Failure {
      throw CommandFailure.failed("\(failure)")
    }
  }
}
