import Foundation
import Glibc
import TestSupport
import Testing

/// Who is told of what, by the real agent.
@Suite struct NoticesTests {
  private static let secret = "a-secret-of-the-webhook-of-this-test"

  private struct Body: Decodable {
    var event: String
    var ended: String?
    var subject: String
    var condition: String
    var message: String
    var revision: String?
    var time: String
  }

  /// What came, after checking each signature with an implementation that is not ours.
  private func bodies(_ hook: PrivateHook) async throws -> [Body] {
    var bodies: [Body] = []
    for request in try hook.received() {
      let code = try await output(
        of: Command("openssl", ["dgst", "-sha256", "-hmac", Self.secret], input: request.body))
      let hex = code.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
      #expect(hex.count == 64)
      #expect(request.headers["x-allotment-signature-256"] == "sha256=\(hex)")
      bodies.append(try JSONDecoder().decode(Body.self, from: Data(request.body.utf8)))
    }
    return bodies
  }

  private func told(_ hook: PrivateHook) async throws -> [String] {
    try await bodies(hook).map { "\($0.event) \($0.subject) \($0.condition)" }
  }

  private func webhook(_ hook: PrivateHook, on events: String) throws -> String {
    try hook.directory.write("notify.secret", Self.secret + "\n")
    chmod(hook.directory("notify.secret"), 0o600)
    return "  - {webhook: \"\(hook.url)\", secretFile: \(hook.directory("notify.secret")), "
      + "on: [\(events)]}"
  }

  /// A program in sendmail's place, which keeps each message in a file of its own.
  private func sendmail(_ folder: TemporaryDirectory) throws -> String {
    try folder.makeFolder("mail")
    try folder.write(
      "sendmail",
      """
      #!/bin/sh
      message=$(mktemp '\(folder("mail"))/.XXXXXX')
      { printf 'Arguments: %s\\n' "$*"; cat; } >"$message"
      mv "$message" '\(folder("mail"))/'"$(basename "$message" | tr -d .)"
      """)
    chmod(folder("sendmail"), 0o700)
    return folder("sendmail")
  }

  private func mails(_ folder: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder("mail"))
      .filter { !$0.hasPrefix(".") }.compactMap { contents(of: folder("mail/\($0)")) }
  }

  @Test func `drift is one signed call and its end another, across a restart too`() async throws {
    let chess = ClubText("chess")
    try await PrivateHook.with { hook in
      let settings = [
        "notify:", try webhook(hook, on: "drift, held, failed, recovered"),
      ]
      try await Playground.with([chess], settings: settings) { playground in
        try await playground.apply()
        let commit = try await playground.repository.head()
        let removed = try await run(
          Command(
            "prosodyctl",
            ["--config", playground.prosody.configuration, "deluser", "dan@\(chess.host)"]))
        try #require(removed.isSuccess, removed.story)
        playground.onlyReport(settings, true)
        try await playground.withAgent { _ in
          let came = try await eventually(within: Playground.patience) {
            try await told(hook) == ["drift club/chess DriftFound"]
          }
          #expect(came)
          let body = try #require(try await bodies(hook).first)
          #expect(body.revision == "main@sha1:\(commit)")
          #expect(body.message.contains("dan@\(chess.host)"))
        }
        // It is still there, and was told.
        try await playground.withAgent { _ in
          try await playground.waitForStatus(of: "chess") {
            $0.condition("Drifted")?.status == "True"
          }
          _ = try await playground("reconcile", "chess")
          #expect(try await told(hook) == ["drift club/chess DriftFound"])
        }
        playground.onlyReport(settings, false)
        try await playground.withAgent { _ in
          let came = try await eventually(within: Playground.patience) {
            try await told(hook).count > 1
          }
          #expect(came)
          try await playground.converges(["chess"], at: commit)
          _ = try await playground("reconcile", "chess")
          #expect(
            try await told(hook)
              == ["drift club/chess DriftFound", "recovered club/chess DriftFound"])
          let status = try await playground("status")
          let place = "webhook at 127.0.0.1:\(hook.port.number)"
          #expect(status.output.contains("\(place)  2 delivered, the last at 20"), status.story)
          #expect(status.output.contains(", 0 waiting, 0 lost\n"), status.story)
          #expect(!status.output.contains("s3cr3t"), status.story)
          let metrics = try await fetchPage(
            "http://127.0.0.1/metrics", port: playground.listen.number)
          #expect(
            metrics.text.contains(
              "allotment_notices_delivered_total{receiver=\"\(place)\"} 2\n"))
        }
      }
    }
  }

  @Test func `what is held is a mail, and a webhook that is down gets its call when it is up`()
    async throws
  {
    let clubs = (1...4).map { ClubText("club-\($0)") }
    let hook = try PrivateHook()
    let folder = try TemporaryDirectory()
    let settings = [
      "notify:", try webhook(hook, on: "held"),
      "  - {sendmail: ops@provider.example, from: allotment@provider.example, "
        + "program: \(try sendmail(folder)), on: [held, failed]}",
      "  - {sendmail: rose@mail.example, from: allotment@provider.example, "
        + "program: \(try sendmail(folder)), on: [failed]}",
    ]
    try await Playground.with(clubs, settings: settings) { playground in
      let repository = playground.repository
      let doctor = try await playground("doctor")
      #expect(doctor.code == 6, doctor.story)
      #expect(doctor.output.contains("webhook at 127.0.0.1:\(hook.port.number)\n"), doctor.story)
      #expect(doctor.output.contains("cannot be reached"), doctor.story)
      #expect(
        doctor.output.contains("mail to ops@provider.example goes from allotment@provider.example"),
        doctor.story)
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        for club in clubs.prefix(2) { try repository.remove(club.file) }
        try await repository.commit("Tidy up")
        let came = try await eventually(within: Playground.patience) {
          try mails(folder).count == 2
        }
        #expect(came)
        // Without the soft line breaks of quoted-printable.
        let mail = try #require(try mails(folder).first).replacing("=\n", with: "")
        #expect(mail.hasPrefix("Arguments: -i ops@provider.example\nDate: "), "\(mail)")
        #expect(mail.contains("\nFrom: allotment <allotment@provider.example>\n"))
        #expect(mail.contains("\nSubject: [allotment] The club-"))
        #expect(mail.contains("2 of 4 clubs"))
        #expect(mail.contains("condition  RemovalsHeld"))
        let status = try await playground("status")
        #expect(status.output.contains("2 waiting, 0 lost: "), status.story)
        #expect(status.output.contains("mail to ops@provider.example  2 delivered"), status.story)
        // Whoever scrapes the metrics learns nobody's address.
        let metrics = try await playground.agentPage("/metrics").text
        for (name, count) in [("mail", 2), ("mail, 2", 0)] {
          #expect(
            metrics.contains(
              "allotment_notices_delivered_total{receiver=\"\(name)\"} \(count)\n"), "\(metrics)")
        }
        #expect(!metrics.contains("@"), "\(metrics)")
        try await hook.start()
        let arrived = try await eventually(within: Playground.patience) {
          try await told(hook).count == 2
        }
        #expect(arrived)
      }
      #expect(
        try await told(hook).sorted()
          == ["held club/club-1 RemovalsHeld", "held club/club-2 RemovalsHeld"])
      #expect(try mails(folder).count == 2)
    }
    try await hook.stop()
  }

  @Test func `drift is said in the provider's own room by the chat server itself`() async throws {
    let chess = ClubText("chess")
    let settings = [
      "notify:", "  - {room: ops@conference.provider.example, service: prosody, on: [drift]}",
      "enforce: false",
    ]
    try await Playground.with(
      [chess], settings: settings, prosody: ["--vhost", "provider.example"]
    ) { playground in
      try playground.rewriteConfiguration(settings: Array(settings.dropLast()))
      try await playground.apply()
      try playground.rewriteConfiguration(settings: settings)
      let watcher = Account(jid: "ops@provider.example", password: "a-password-of-this-test")
      for words in [
        ["deluser", "dan@\(chess.host)"],
        ["register", "ops", "provider.example", watcher.password],
      ] {
        try await output(
          of: Command(
            "prosodyctl", ["--config", playground.prosody.configuration] + words))
      }
      let told =
        "The chess club (chess): drift: 1 found, "
        + "chess/prosody/account/dan@\(chess.host) the first"
      // The agent may be earlier than the one who makes the room: it tries again.
      let heard = Task {
        try await chat(
          "watch", watcher, ["message:\(told)", "--room", "ops@conference.provider.example"],
          port: playground.prosody.clientPort.number, timeout: 60)
      }
      try await playground.withAgent { _ in
        let answer = try await heard.value
        #expect(answer.error == nil, "\(answer.json)")
        #expect(
          answer.json["happened"]?["from"]
            == .text("ops@conference.provider.example/allotment"), "\(answer.json)")
      }
    }
  }

  @Test func `an agent does not start with a secret that others can read`() async throws {
    try await PrivateHook.with { hook in
      let settings = ["notify:", try webhook(hook, on: "held")]
      chmod(hook.directory("notify.secret"), 0o644)
      try await Playground.with([ClubText("chess")], settings: settings) { playground in
        for command in ["agent", "doctor"] {
          let done = try await playground(command)
          #expect(done.code != 0)
          let text = done.output + done.errors
          #expect(text.contains("other users can read this secret (mode 0644)"), done.story)
          #expect(text.contains("chmod 600 \(hook.directory("notify.secret"))"), done.story)
          #expect(!text.contains(Self.secret), done.story)
        }
      }
    }
  }
}

extension Playground {
  /// `enforce: false`, or not, from the next start on.
  fileprivate func onlyReport(_ settings: [String], _ only: Bool) {
    do {
      try rewriteConfiguration(settings: settings + ["enforce: \(!only)"])
    } catch {
      Issue.record("agent.yaml could not be written: \(error)")
    }
  }
}
