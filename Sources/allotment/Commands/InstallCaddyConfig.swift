import ArgumentParser
import CaddyService

struct InstallCaddyConfig: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "caddy-config",
    abstract: "Write Caddy's one static configuration, for any number of sites.",
    usage: "allotment install caddy-config <dir> [--root <root>] [<options>]",
    discussion: """
        allotment install caddy-config /etc/caddy --root /srv/allotment \\
          --join-upstream 127.0.0.1:5280 --email ops@provider.example

      Sites come and go in the file system below the root: Caddy is never reloaded for them. With \
      --listen it serves plain HTTP on one address, for a trial or behind another server.
      """)

  @Argument(help: ArgumentHelp("Where to write caddy.json.", valueName: "dir"))
  var directory: String
  @Option(help: "The folder that sites are published in, as agent.yaml names it.")
  var root = "/srv/allotment"
  @Option(help: "Caddy's group: only it may then read what is published.") var group: String?
  @Option(help: ArgumentHelp("Plain HTTP on this address alone.", valueName: "host:port"))
  var listen: String?
  @Option(
    help: ArgumentHelp(
      "Prosody's HTTP address: /join/ of every host leads there.", valueName: "host:port"))
  var joinUpstream: String?
  @Option(help: "For the certificate authority, in case a certificate cannot be renewed.")
  var email: String?
  @Option(
    help: ArgumentHelp("Another ACME directory than Let's Encrypt's.", valueName: "url"))
  var acmeDirectory: String?
  @Flag(help: "Certificates of Caddy's own authority, which no browser trusts: for trials.")
  var internalCertificates = false
  @Option(help: "The agent's question and answer for certificates.")
  var ask = "http://127.0.0.1:8420/ask"
  @Option(help: "Where Caddy keeps certificates.") var storage: String?

  func run() async throws {
    let listener: CaddyConfiguration.Listener =
      if let listen {
        .plain(address: listen)
      } else {
        .tls(
          CaddyConfiguration.TLS(
            ask: ask,
            issuer: internalCertificates ? .internal : .acme(email: email, directory: acmeDirectory)
          ))
      }
    do {
      let done = try CaddyConfiguration(
        root: root, listener: listener, joinUpstream: joinUpstream, storage: storage
      ).install(in: directory, group: group)
      for path in done.files { Terminal.print("wrote \(path)") }
      Terminal.print("\nNow run:\n" + done.steps.map { "  \($0)\n" }.joined())
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }
}
