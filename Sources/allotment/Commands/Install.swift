import ArgumentParser

struct Install: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put our parts in place: the Prosody module, Caddy's configuration, a systemd unit.",
    subcommands: [InstallProsodyModule.self, InstallCaddyConfig.self, InstallSystemd.self])
}
