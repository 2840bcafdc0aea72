import Glibc
import Source
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GitSSHTests {
  private func publicKey(_ name: String, _ shop: GitWorkshop) async throws -> String {
    let text = try await run(Command("cat", ["\(shop.path)/ssh/\(name).pub"])).output
    return text.split(separator: " ").prefix(2).joined(separator: " ")
  }

  private func clone(
    _ shop: GitWorkshop, _ port: Int, key: String = "user", known: String, in directory: String
  ) throws -> GitRepository {
    try shop.write("known-\(directory)", known, mode: 0o600)
    let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
    return try shop.clone(
      GitSource(
        url: "ssh://\(user)@127.0.0.1:\(port)\(shop.path)/work", reference: .branch("main"),
        credentials: .sshKey(
          file: "\(shop.path)/ssh/\(key)", knownHosts: "\(shop.path)/known-\(directory)")),
      in: directory)
  }

  @Test func `ssh lets in the right key to the right host and nobody else`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try await shop.withSSHServer { port in
      let host = try await publicKey("host", shop)
      let other = try await publicKey("other-host", shop)
      let name = "[127.0.0.1]:\(port)"

      let good = try clone(shop, port, known: "# ours\n\(name) \(host) a comment\n", in: "good")
      #expect(try await good.fetch().current == shop.head())
      #expect(try await good.fetch().movement == .unchanged)

      try shop.write("hashed", "\(name) \(host)\n", mode: 0o600)
      let hashing = try await run(Command("ssh-keygen", ["-H", "-f", "\(shop.path)/hashed"]))
      try #require(hashing.isSuccess, "\(hashing.errors)")
      let lines = try await run(Command("cat", ["\(shop.path)/hashed"])).output
      #expect(lines.hasPrefix("|1|"))
      let hashed = try clone(shop, port, known: lines, in: "by-hash")
      #expect(try await hashed.fetch().movement == .first)

      let wrongKey = try clone(
        shop, port, key: "stranger", known: "\(name) \(host)\n", in: "stranger")
      #expect(
        try await sourceFailure { try await wrongKey.fetch() }.code == .authenticationFailed)

      let changed = try clone(shop, port, known: "\(name) \(other)\n", in: "changed")
      #expect(try await sourceFailure { try await changed.fetch() }.code == .hostKeyMismatch)

      let revoked = try clone(
        shop, port, known: "@revoked \(name) \(host)\n\(name) \(other)\n", in: "revoked")
      #expect(try await sourceFailure { try await revoked.fetch() }.code == .hostKeyMismatch)

      for (index, known) in [
        "127.0.0.1 \(host)\n", "[127.0.0.2]:\(port) \(host)\n", "!\(name),* \(host)\n",
        "@cert-authority \(name) \(host)\n", "\(name) ssh-ed25519 not*base64\n", "# nothing\n",
      ].enumerated() {
        let unknown = try clone(shop, port, known: known, in: "unknown-\(index)")
        let failure = try await sourceFailure { try await unknown.fetch() }
        #expect(failure.code == .hostKeyUnknown, "\(known)")
      }
    }
  }
}
