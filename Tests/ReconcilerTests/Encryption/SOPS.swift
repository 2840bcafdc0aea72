import Encryption
import Glibc
import Spec
import TestSupport
import Testing

/// Real `sops` and `age`, with a key of a test's own.
struct SOPS {
  let folder: TemporaryDirectory
  let keyFile: String
  let recipient: String

  static func make() async throws -> SOPS {
    let folder = try TemporaryDirectory()
    let (file, recipient) = try await newKey(in: folder)
    return SOPS(folder: folder, keyFile: file, recipient: recipient)
  }

  var keys: AgeKeys { get throws { try AgeKeyFile.read(keyFile) } }

  /// - Parameters:
  ///   - options: of `sops encrypt`.
  ///   - recipients: besides our own.
  ///   - macOnly: only keys that match are encrypted, and only they count for the MAC.
  func encrypt(
    _ text: String, _ options: [String] = [], recipients: [String] = [], macOnly: String? = nil
  ) async throws -> String {
    try folder.write("plain.yaml", text)
    let all = ([recipient] + recipients).joined(separator: ",")
    var arguments = ["encrypt", "--age", all] + options
    if let regex = macOnly {
      try folder.write(
        "sops.yaml",
        "creation_rules: [{age: \(all), mac_only_encrypted: true, encrypted_regex: '\(regex)'}]")
      arguments = ["--config", folder("sops.yaml"), "encrypt"]
    }
    let finished = try await sops(arguments + [folder("plain.yaml")])
    try #require(finished.isSuccess, "\(finished.errors)")
    return finished.output
  }

  func sops(_ arguments: [String]) async throws -> Finished {
    try await run(
      Command(
        testTool("sops"), arguments,
        environment: ["SOPS_AGE_KEY_FILE": keyFile, "HOME": folder.path]))
  }

  /// Reads a club with its files, as a repository that has nothing else.
  func load(
    _ club: String, private other: String? = nil, keys: AgeKeys?
  ) throws -> LoadedRepository {
    var files = ["provider.yaml": Self.provider, "clubs/chess.yaml": club]
    files["clubs/chess.private.yaml"] = other
    var loader = RepositoryLoader(width: 1, keys: keys)
    return try loader.load(InMemoryRepository(files))
  }

  static let provider = """
    apiVersion: allotment/v1
    kind: Provider
    name: Thornbury Community Hosting
    domain: clubs.example
    contacts: {abuse: abuse@clubs.example}
    tariffs:
      small:
        fee: {amount: "5.00", currency: GBP, period: month}
        limits: {members: 50, rooms: 5, uploads: 1GB, retention: P90D}
    placements:
      green-1: {chat: prosody, web: caddy}
    defaults: {tariff: small, placement: green-1, language: en-GB}

    """
}

/// `file:line:column rule` of each finding.
func found(_ repository: LoadedRepository) -> [String] {
  repository.diagnostics.map { "\($0.location) \($0.rule.rawValue)" }
}
