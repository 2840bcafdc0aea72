import ArgumentParser
import Spec
import Web

struct InstallSystemd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "systemd",
    abstract: "Write a hardened systemd unit for the agent.",
    usage: "allotment install systemd <dir> [--config <agent.yaml>] [<options>]",
    discussion: """
        allotment install systemd /etc/systemd/system
        allotment install systemd units --config /srv/clubs/agent.yaml

      Of agent.yaml it takes which folders the agent writes to. The unit runs as the user \
      `allotment`, which has to be made.
      """)

  @Argument(help: ArgumentHelp("Where to write allotment.service.", valueName: "dir"))
  var directory: String
  @Option(help: ArgumentHelp("Where this program is installed.", valueName: "path"))
  var executable = "/usr/local/bin/allotment"
  @OptionGroup var config: ConfigOption

  func run() async throws {
    let configuration = try loadConfiguration(config)
    let roots = configuration.services.values.flatMap { service -> [String] in
      switch service {
      case .caddy(let caddy): [caddy.root]
      case .registered(let service): service.folders
      case .prosody, .ejabberd: []
      }
    }
    let folders = [configuration.dataDirectory, folder(of: configuration.controlSocket)]
    do {
      let unit = try SystemdUnit(
        executable: executable, configuration: try absolute(config.path), writable: roots + folders)
      try PrivateFolder(directory, mode: 0o755).write(
        unit.text, as: SystemdUnit.fileName, mode: 0o644)
    } catch let problem as SystemdUnit.UnfitPath {
      throw CommandFailure.failed("\(problem)")
    }
    Terminal.print(
      """
      wrote \(directory)/\(SystemdUnit.fileName)

      Now run:
        useradd --system --home-dir /var/lib/allotment --shell /usr/sbin/nologin allotment
        usermod -a -G prosody,caddy allotment
        systemctl daemon-reload && systemctl enable --now allotment
      """)
  }

  private func folder(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }
}
