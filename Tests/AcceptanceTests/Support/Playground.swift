import Foundation
import Glibc
import TestSupport
import Testing

/// A provider of a test's own: a repository, a private Prosody and a private Caddy with our parts
/// in place, and an agent.yaml. No agent runs.
final class Playground: Sendable {
  let folder: TemporaryDirectory
  let repository: ProviderRepository
  let prosody: PrivateProsody
  let caddy: PrivateCaddy
  /// The agent's status server.
  let listen: LoopbackPort
  /// Further keys of `repository` in agent.yaml.
  private let sourceKeys: String

  var config: String { folder("agent.yaml") }
  var data: String { folder("data") }

  /// Below `timeout` of what a test waits for, above what a busy machine needs.
  static let patience = Duration.seconds(60)

  private init(
    furtherServices: [String], settings: [String], sourceKeys: String, prosody further: [String]
  ) async throws {
    self.sourceKeys = sourceKeys
    folder = try TemporaryDirectory()
    repository = try await ProviderRepository.make(at: folder("clubs"))
    listen = try LoopbackPort()
    caddy = try PrivateCaddy()
    let installed = try await allotment(
      ["install", "prosody-module", folder("modules")], config: nil)
    try #require(installed.isSuccess, installed.story)
    let isFederated = further.contains("--resolver")
    prosody = try PrivateProsody(
      federates: isFederated, modules: folder("modules"),
      further: further + [
        "--invite-url", "http://{host}:\(caddy.port.number)/join/{token}",
      ])
    try folder.write(
      "agent.yaml", agentText(services: furtherServices, settings: settings))
  }

  /// Runs `body` with a provider whose repository holds what `prepare` writes, as one commit.
  ///
  /// - Parameters:
  ///   - services: further lines below `services:`.
  ///   - settings: further lines of agent.yaml.
  ///   - source: further keys of `repository` in agent.yaml.
  ///   - further: arguments of scripts/servers/prosody.py.
  static func with<Value: Sendable>(
    services: [String] = [], settings: [String] = [], source: String = "interval: 1s",
    prosody further: [String] = [],
    prepare: @Sendable (ProviderRepository) throws -> Void,
    _ body: @Sendable (Playground) async throws -> Value
  ) async throws -> Value {
    let playground = try await Playground(
      furtherServices: services, settings: settings, sourceKeys: source, prosody: further)
    do {
      try prepare(playground.repository)
      try await playground.repository.commit("Our clubs, as they were agreed")
      try await playground.start()
      let value = try await body(playground)
      try await playground.caddy.stop()
      try await playground.prosody.stop()
      return value
    } catch {
      try? await playground.caddy.kill9()
      try? await playground.prosody.kill9()
      throw error
    }
  }

  /// With a provider of small clubs.
  static func with<Value: Sendable>(
    _ clubs: [ClubText], provider: String = providerText(), settings: [String] = [],
    source: String = "interval: 1s", prosody further: [String] = [],
    _ body: @Sendable (Playground) async throws -> Value
  ) async throws -> Value {
    try await with(
      settings: settings, source: source, prosody: further,
      prepare: { repository in
        try repository.write("provider.yaml", provider)
        for club in clubs { try repository.write(club) }
      }, body)
  }

  private func start() async throws {
    async let chat: Void = prosody.start()
    let written = try await allotment(
      [
        "install", "caddy-config", folder("caddy"), "--root", caddy.root, "--listen",
        caddy.address, "--join-upstream", "127.0.0.1:\(prosody.httpPort.number)",
      ], config: nil)
    try #require(written.isSuccess, written.story)
    let configuration = try #require(contents(of: folder("caddy/caddy.json")))
    try await caddy.start(configuration: configuration)
    try await chat
  }

  /// Starts a Caddy that was stopped.
  func startCaddy() async throws {
    try await caddy.start(configuration: try #require(contents(of: folder("caddy/caddy.json"))))
  }

  /// Runs the executable with this provider's agent.yaml.
  func callAsFunction(_ arguments: String..., before: [String] = []) async throws -> Finished {
    try await allotment(arguments, config: config, before: before)
  }

  /// `apply --yes`, which must come to this exit code.
  @discardableResult
  func apply(_ arguments: String..., expecting code: Int32 = 0) async throws -> Finished {
    let done = try await allotment(["apply", "--yes"] + arguments, config: config)
    try #require(done.code == code, done.story)
    return done
  }

  /// `plan --format json`, and its exit code.
  func plan(_ arguments: String...) async throws -> (code: Int32, plan: PlanReport) {
    let done = try await allotment(["plan", "--format", "json"] + arguments, config: config)
    return (done.code, try decoded(done))
  }

  func status() async throws -> StatusReport {
    try decoded(try await self("status", "--format", "json"))
  }

  func status(of club: String) async throws -> StatusReport.Club {
    guard let found = try await status().clubs.first(where: { $0.id == club }) else {
      throw ServerFailure("no status of \(club)")
    }
    return found
  }

  private func agentText(services: [String], settings: [String]) -> String {
    let lines =
      [
        "apiVersion: allotment/v1", "kind: Agent",
        "repository: {url: \(repository.path), branch: main, \(sourceKeys)}",
        "dataDirectory: data", "controlSocket: control.sock",
        "listen: 127.0.0.1:\(listen.number)",
      ] + (settings.contains { $0.hasPrefix("sweep:") } ? [] : ["sweep: 1s"]) + settings + [
        "services:",
        "  prosody: {type: prosody, socket: \(prosody.socket), "
          + "hostsDirectory: \(prosody.directory("prosody/hosts"))}",
        "  caddy: {type: caddy, root: \(caddy.root)}",
      ] + services.map { "  \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes agent.yaml again, with other settings.
  func rewriteConfiguration(settings: [String]) throws {
    try folder.write("agent.yaml", agentText(services: [], settings: settings))
  }
}
