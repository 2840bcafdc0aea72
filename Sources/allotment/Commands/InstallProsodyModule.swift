import ArgumentParser
import ProsodyService

struct InstallProsodyModule: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prosody-module",
    abstract: "Write allotment's Prosody module, and show the lines for prosody.cfg.lua.",
    usage: "allotment install prosody-module <dir> [<options>]",
    discussion: """
        allotment install prosody-module /usr/local/lib/prosody/modules

      Writing again replaces it: that is how it is upgraded.
      """)

  @Argument(help: ArgumentHelp("A folder of Prosody's `plugin_paths`.", valueName: "dir"))
  var directory: String
  @Option(help: "The socket that the module is to serve, as agent.yaml names it.")
  var socket = "/run/prosody/allotment.sock"
  @Option(help: "Where the vhosts' files are to be kept, as agent.yaml names it.")
  var hostsDirectory = "/etc/prosody/allotment.d"

  func run() async throws {
    do {
      for path in try ProsodyModuleFiles.install(into: directory) {
        Terminal.print("wrote \(path)")
      }
    } catch {
      throw CommandFailure.failed("\(error)")
    }
    Terminal.print(
      "\nIn the global part of prosody.cfg.lua, before any VirtualHost:\n\n"
        + ProsodyModuleFiles.configuration(
          directory: try absolute(directory), socket: socket, hostsDirectory: hostsDirectory)
          + """

          Prosody keeps the vhosts' files in the last folder named there. Make it Prosody's own:

            install -d -o prosody -g prosody -m 0750 \(hostsDirectory)

          Then restart Prosody once, and ask `allotment doctor`.
          """)
  }
}
