import Source
import TestSupport
import Testing

/// SSH keys that sign commits, and the file that says which of them may. Made anew by each test.
struct SignerKeys: Sendable {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  var file: String { folder("allowed_signers") }
  var signers: AllowedSigners { AllowedSigners(file: file, workFolder: folder.path) }

  /// A new key; its public part as `ssh-ed25519 AAAA…`.
  func make(_ name: String) async throws -> String {
    try await output(
      of: Command(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder(name)]))
    let line = try await output(of: Command("cat", [folder("\(name).pub")]))
    return line.split(separator: " ").prefix(2).joined(separator: " ")
  }

  func allow(_ lines: String...) throws {
    try folder.write("allowed_signers", lines.joined(separator: "\n") + "\n")
  }
}

extension GitWorkshop {
  /// Commits everything, signed with a key.
  @discardableResult
  func commit(
    _ message: String, signedWith key: String, of keys: SignerKeys, time: Int64? = nil
  ) async throws -> CommitID {
    try await git("add", "-A")
    try await git(
      "-c", "gpg.format=ssh", "-c", "user.signingkey=\(keys.folder(key))", "commit", "-q",
      "--allow-empty", "-S", "-m", message, time: time)
    return try await head()
  }
}
