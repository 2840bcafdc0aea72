import TestSupport
import Testing

@testable import Web

@Suite struct SystemdUnitTests {
  private func unit(
    _ executable: String = "/usr/bin/true", _ configuration: String = "/etc/allotment/agent.yaml",
    _ writable: [String] = ["/srv/allotment", "/etc/prosody/allotment.d", "/srv/allotment"]
  ) throws -> SystemdUnit {
    try SystemdUnit(executable: executable, configuration: configuration, writable: writable)
  }

  @Test func `the unit names the program, its configuration and what it writes to`() throws {
    let lines = try unit().text.split(separator: "\n")
    #expect(lines.contains("ExecStart=/usr/bin/true agent --config /etc/allotment/agent.yaml"))
    #expect(
      lines.filter { $0.hasPrefix("ReadWritePaths") }
        == ["ReadWritePaths=-/etc/prosody/allotment.d", "ReadWritePaths=-/srv/allotment"])
    for key in [
      "ProtectSystem=strict", "NoNewPrivileges=true", "ExecReload=/bin/kill -HUP $MAINPID",
    ] {
      #expect(lines.contains { $0 == key }, "\(key)")
    }
  }

  @Test(arguments: [
    "", "relative", "/a b", "/a\nExecStartPre=/bin/sh", "/a%h", "/a$HOME", "/a\\x20", "/a\"b",
    "/a'b",
    "/a;b", "/a/../b", "/a\u{0}b", "/" + String(repeating: "a", count: 1_001),
  ])
  func `a path that means something to systemd is refused`(path: String) {
    #expect(throws: SystemdUnit.UnfitPath.self) { try unit(path) }
    #expect(throws: SystemdUnit.UnfitPath.self) { try unit("/usr/bin/true", path) }
    #expect(throws: SystemdUnit.UnfitPath.self) { try unit("/usr/bin/true", "/a", [path]) }
  }

  @Test func `systemd finds nothing wrong with the unit`() async throws {
    let folder = try TemporaryDirectory()
    try folder.write(SystemdUnit.fileName, try unit().text)
    let path = folder(SystemdUnit.fileName)
    let verified = try await run(
      Command("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", path]))
    #expect(verified.isSuccess, "\(verified.output)\(verified.errors)")
    #expect(!verified.errors.contains("allotment.service"), "\(verified.errors)")
    // 0 is fully confined, 100 not at all.
    let judged = try await run(
      Command("systemd-analyze", ["security", "--offline=true", "--threshold=20", path]))
    #expect(judged.isSuccess, "\(judged.output.suffix(400))\(judged.errors)")
  }
}
