import Glibc
import Source
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GitServerTests {
  @Test func `a clone and one commit come over the git protocol`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try await shop.withGitDaemon { port in
      let url = "git://127.0.0.1:\(port)/work"
      let clone = try shop.clone(GitSource(url: url, reference: .branch("main")))
      #expect(try await clone.fetch().movement == .first)
      try shop.write("work/clubs/knitters.yaml", "id: knitters\n")
      let head = try await shop.commit("Add the knitters")
      let result = try await clone.fetch()
      #expect(result.current == head)
      #expect(result.movement == .forward)
      // A commit, two folders, a file: not the whole repository again.
      #expect(result.receivedObjects == 4)
      #expect(try clone.text("clubs/knitters.yaml") == "id: knitters\n")
      let missing = try shop.clone(
        GitSource(url: "git://127.0.0.1:\(port)/nowhere", reference: .branch("main")), in: "b")
      #expect(try await sourceFailure { try await missing.fetch() }.code == .notARepository)
      let old = try shop.clone(
        GitSource(url: url, reference: .commit(try #require(result.previous))), in: "c")
      #expect(try await old.fetch().current == result.previous)
      let empty = try shop.clone(
        GitSource(url: "git://127.0.0.1:\(port)/empty", reference: .branch("main")), in: "d")
      try shop.makeFolder("empty")
      try await shop.git("init", "-q", in: "empty")
      #expect(try await sourceFailure { try await empty.fetch() }.code == .repositoryEmpty)
    }
  }

  @Test func `nobody listening is unreachable, and the last good revision stays`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let port = try LoopbackPort()
    let source = GitSource(
      url: "git://127.0.0.1:\(port.number)/work", reference: .branch("main"))
    let clone = try shop.clone(source)
    let failure = try await sourceFailure { try await clone.fetch() }
    #expect(failure.code == .unreachable)
  }

  @Test func `a token opens a repository over HTTP, a wrong one or none does not`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.write("token", "s3cret-token\n", mode: 0o600)
    try shop.write("wrong", "wr0ng-token\n", mode: 0o600)
    try shop.write("open", "s3cret-token\n", mode: 0o644)
    try await shop.withHTTPServer(["--token", "s3cret-token"]) { port in
      func source(_ token: String?) -> GitSource {
        GitSource(
          url: "http://localhost:\(port)/work", reference: .branch("main"),
          credentials: token.map { .token(file: "\(shop.path)/\($0)") })
      }
      let clone = try shop.clone(source("token"))
      #expect(try await clone.fetch().current == shop.head())
      #expect(try await clone.fetch().movement == .unchanged)
      for (name, code) in [
        ("wrong", SourceFailure.Code.authenticationFailed), ("open", .credentialsUnreadable),
        ("none", .credentialsUnreadable),
      ] {
        let other = try shop.clone(source(name), in: "clone-\(name)")
        let failure = try await sourceFailure { try await other.fetch() }
        #expect(failure.code == code)
        #expect(!failure.message.contains("t0ken") && !failure.message.contains("-token"))
      }
      let without = try shop.clone(source(nil), in: "without")
      #expect(
        try await sourceFailure { try await without.fetch() }.code == .authenticationFailed)
      let missing = try shop.clone(
        GitSource(
          url: "http://localhost:\(port)/nowhere", reference: .branch("main"),
          credentials: .token(file: "\(shop.path)/token")), in: "missing")
      #expect(try await sourceFailure { try await missing.fetch() }.code == .notARepository)
    }
  }

  @Test func `a redirect to another host is refused and carries no token there`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.write("token", "s3cret-token\n", mode: 0o600)
    let other = try SilentServer()
    try await shop.withHTTPServer(["--redirect", "http://127.0.0.1:\(other.port.number)"]) {
      port in
      let clone = try shop.clone(
        GitSource(
          url: "http://localhost:\(port)/work", reference: .branch("main"),
          credentials: .token(file: "\(shop.path)/token")))
      #expect(try await sourceFailure { try await clone.fetch() }.code == .redirected)
      #expect(shop.log("http").hasSuffix(" none\n"))
    }
  }

  @Test func `a certificate is checked, and a CA file is trusted`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try await shop.makeCertificate()
    try await shop.withHTTPServer(["--certificate", "\(shop.path)/server.pem"]) { port in
      var source = GitSource(url: "https://localhost:\(port)/work", reference: .branch("main"))
      let stranger = try shop.clone(source, in: "a")
      #expect(try await sourceFailure { try await stranger.fetch() }.code == .certificateInvalid)
      source.authoritiesFile = "\(shop.path)/server.crt"
      let friend = try shop.clone(source, in: "b")
      #expect(try await friend.fetch().current == shop.head())
      source.authoritiesFile = "\(shop.path)/nowhere.crt"
      let broken = try shop.clone(source, in: "c")
      #expect(
        try await sourceFailure { try await broken.fetch() }.code == .credentialsUnreadable)
    }
  }

  @Test func `an address that would leak a token is refused before anything is sent`()
    async throws
  {
    let shop = try GitWorkshop()
    try shop.write("token", "s3cret-token\n", mode: 0o600)
    let token = GitCredentials.token(file: "\(shop.path)/token")
    for url in ["http://git.provider.example/clubs.git", "git://127.0.0.1:1/x", "\(shop.path)/x"] {
      let clone = try shop.clone(
        GitSource(url: url, reference: .branch("main"), credentials: token))
      #expect(try await sourceFailure { try await clone.fetch() }.code == .addressInvalid)
    }
    for url in [
      "https://rose:pass@git.provider.example/x", "ext::sh -c id", "--upload-pack=id", "",
    ] {
      let failure = try await sourceFailure {
        try await shop.clone(GitSource(url: url, reference: .branch("main"))).fetch()
      }
      #expect([.addressInvalid, .credentialsUnreadable].contains(failure.code), "\(url)")
      #expect(!failure.message.contains("pass@"))
    }
  }
}

extension GitWorkshop {
  /// A certificate for localhost that vouches for itself.
  func makeCertificate() async throws {
    let made = try await run(
      Command(
        "openssl",
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
          "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(path)/server.key", "-out",
          "\(path)/server.crt",
        ]))
    #expect(made.isSuccess, "\(made.errors)")
    let both = try await run(
      Command("cat", ["\(path)/server.key", "\(path)/server.crt"]))
    try write("server.pem", both.output, mode: 0o600)
  }
}
