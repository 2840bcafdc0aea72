import Spec
import Testing

@Suite struct AgentConfigurationTests {
  private func read(
    _ text: String, types: [ServiceType] = []
  ) -> (AgentConfiguration?, [String]) {
    let (configuration, diagnostics) = AgentConfiguration.read(
      Array(text.utf8), file: "agent.yaml", folder: "/etc/allotment", types: types)
    return (
      configuration,
      diagnostics.map {
        "\($0.location.position.line):\($0.location.position.column) \($0.rule.rawValue)"
      }
    )
  }

  @Test func `every key is read`() throws {
    let (configuration, problems) = read(
      """
      apiVersion: allotment/v1
      kind: Agent
      repository:
        url: https://git.provider.example/hosting/clubs.git
        branch: live
        interval: 45s
        timeout: 2m
        credentials: {sshKey: key, knownHosts: ../ssh/known_hosts}
        verify: {allowedSigners: allowed_signers}
      dataDirectory: /var/lib/clubs
      controlSocket: /run/clubs.sock
      listen: "[::1]:8420"
      sweep: 10m
      watchdog: 1h
      webhook: {secretFile: webhook.secret}
      notify:
        - {webhook: "https://chat.provider.example/hook", secretFile: n.secret, on: [drift, held]}
        - {sendmail: ops@provider.example, on: [failed]}
        - {room: ops@conference.provider.example, service: prosody, on: [recovered]}
      history: {entries: 5000, age: P90D}
      apiTokenFile: api.token
      enforce: false
      secrets: {ageKeyFile: age.key}
      services:
        prosody: {type: prosody, socket: a.sock, hostsDirectory: /etc/prosody/allotment.d}
        ejabberd: {type: ejabberd, url: "http://127.0.0.1:5281/api", hostsFile: hosts.yml}
        caddy: {type: caddy, root: /srv/allotment, group: caddy, adminSocket: /run/caddy.sock}
      """)
    #expect(problems == [])
    let agent = try #require(configuration)
    #expect(agent.repository.branch == "live")
    #expect(agent.repository.interval == .seconds(45))
    #expect(agent.repository.timeout == .seconds(120))
    #expect(
      agent.repository.credentials
        == .sshKey("/etc/allotment/key", knownHosts: "/etc/ssh/known_hosts"))
    #expect(agent.repository.allowedSignersFile == "/etc/allotment/allowed_signers")
    #expect(agent.listen == AgentConfiguration.ListenAddress(host: "::1", port: 8420))
    #expect(agent.sweep == .seconds(600))
    #expect(agent.notify.count == 3)
    #expect(agent.notify[0].events == [.drift, .held])
    #expect(agent.historyEntries == 5_000 && agent.historyAge == .seconds(90 * 86_400))
    #expect(agent.enforce == false)
    #expect(agent.ageKeyFile == "/etc/allotment/age.key")
    guard case .prosody(let prosody) = agent.services["prosody"],
      case .caddy(let caddy) = agent.services["caddy"]
    else {
      Issue.record("services are missing")
      return
    }
    #expect(prosody.socket == "/etc/allotment/a.sock")
    #expect(caddy.group == "caddy")
  }

  @Test func `a registered type of service has the keys that its adapter names`() throws {
    let type = ServiceType(
      "radio",
      keys: [.init("stations", .folder, required: true, "A folder."), .init("band", .word, "FM.")])
    func services(_ text: String) -> (AgentConfiguration?, [String]) {
      read(
        "apiVersion: allotment/v1\nkind: Agent\nrepository: {url: a}\nservices: {r: \(text)}\n",
        types: [type])
    }
    let (configuration, problems) = services("{type: radio, stations: ../radio}")
    #expect(problems == [])
    guard case .registered(let radio)? = configuration?.services["r"] else {
      Issue.record("\(String(describing: configuration))")
      return
    }
    #expect(radio["stations"] == "/etc/radio" && radio["band"] == "")
    #expect(radio.folders == ["/etc/radio"])
    #expect(services("{type: radio}").1 == ["4:16 missing-key"])
    #expect(services("{type: radio, stations: a, wave: b}").1 == ["4:42 unknown-key"])
    #expect(services("{type: radios}").1 == ["4:22 unknown-choice"])
  }

  @Test func `a path is enough`() throws {
    let (configuration, problems) = read(
      "apiVersion: allotment/v1\nkind: Agent\nrepository: {url: ../clubs.git}\n")
    #expect(problems == [])
    let agent = try #require(configuration)
    #expect(agent.repository.url == "/etc/clubs.git")
    #expect(agent.repository.interval == .seconds(30))
    #expect(agent.dataDirectory == "/var/lib/allotment")
    #expect(agent.historyEntries == 1_000_000 && agent.historyAge == .seconds(365 * 86_400))
    #expect(agent.enforce)
  }

  @Test(arguments: [
    ("repository: {url: a, interval: 0s}", "3:32 duration"),
    ("repository: {url: a, interval: 30}", "3:32 duration"),
    ("repository: {branch: a}", "3:14 missing-key"),
    ("repository: {url: a, credentials: {}}", "3:35 wrong-type"),
    ("repository: {url: \"https://u:p@a.example/x\"}", "3:19 secret"),
    ("repository: {url: a}\nlisten: 8420", "4:9 url"),
    ("repository: {url: a}\nenforce: no", "4:10 wrong-type"),
    ("repository: {url: a}\nhistory: {entries: 0}", "4:20 number"),
    ("repository: {url: a}\nhistory: {age: 90d}", "4:16 duration"),
    ("repository: {url: a}\nservices: {p: {type: prosdy}}", "4:22 unknown-choice"),
    ("repository: {url: a}\nservices: {p: {socket: a}}", "4:16 missing-key"),
    ("repository: {url: a}\nservices: {p: {type: caddy, rot: a, root: b}}", "4:29 unknown-key"),
    ("repository: {url: a}\nnotify: [{on: [drift]}]", "4:11 wrong-type"),
    (
      "repository: {url: a}\nnotify: [{room: a@b.example, service: x, on: [drift]}]",
      "4:39 unknown-choice"
    ),
  ])
  func `mistakes are told at their place`(_ body: String, _ expected: String) {
    let (configuration, problems) = read("apiVersion: allotment/v1\nkind: Agent\n\(body)\n")
    #expect(problems == [expected])
    #expect(configuration == nil)
  }
}
