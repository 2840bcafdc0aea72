import Encryption
import Glibc
import TestSupport
import Testing

/// Keys are made while the tests run: none is in the repository.
@Suite struct KeyFileTests {
  @Test func `a file of age-keygen is read, comments and all`() async throws {
    let folder = try TemporaryDirectory()
    let (file, recipient) = try await newKey(in: folder)
    _ = try AgeKeyFile.read(file)
    let text = try await run(Command("cat", [file])).output
    let secret = try #require(text.split(separator: "\n").last.map(String.init))
    #expect(AgeIdentity(secret)?.recipient == recipient)
    #expect(AgeIdentity(secret.lowercased())?.recipient == recipient)
    let windows = try AgeKeyFile.keys(in: "# mine\r\n\r\n  \(secret) # here\r\n", "keys")
    #expect("\(windows) \(String(reflecting: windows))".contains("AGE") == false)
  }

  @Test func `a typing error in a key is found`() async throws {
    let folder = try TemporaryDirectory()
    let (file, _) = try await newKey(in: folder)
    let text = try await run(Command("cat", [file])).output
    var secret = try #require(text.split(separator: "\n").last.map(String.init))
    secret.replaceSubrange(
      secret.index(secret.endIndex, offsetBy: -5)..<secret.index(secret.endIndex, offsetBy: -4),
      with: secret.hasSuffix("Q") ? "P" : "Q")
    let other = secret
    #expect(AgeIdentity(String(secret.dropLast())) == nil)
    do {
      _ = try AgeKeyFile.keys(in: "# one\n\(other)\n", "keys")
      // One in 32 replaced the letter by itself.
    } catch {
      #expect(error.description.hasPrefix("keys, line 2: "))
      #expect(!error.description.contains(other), "the key is repeated")
    }
  }

  @Test(arguments: [
    ("", "there is no key in it"),
    ("# nothing\n", "there is no key in it"),
    ("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n", "this is a public key"),
    ("-----BEGIN AGE ENCRYPTED FILE-----\nabc\n", "with a passphrase"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n", "of ssh"),
    ("AGE-PLUGIN-YUBIKEY-1QQQ\n", "plugins"),
    ("AGE-SECRET-KEY-1QQQ\n", "typing error"),
    ("hunter2\n", "no private key of age"),
  ])
  func `what is no file of keys is refused with a reason`(_ text: String, _ reason: String) {
    #expect {
      try AgeKeyFile.keys(in: text, "keys")
    } throws: { error in
      "\(error)".contains(reason) && !"\(error)".contains("hunter2")
    }
  }

  @Test(arguments: [0o604, 0o640, 0o660, 0o644] as [mode_t])
  func `a file that others may read is refused with the command that mends it`(
    _ mode: mode_t
  ) async throws {
    let folder = try TemporaryDirectory()
    let (file, _) = try await newKey(in: folder)
    chmod(file, mode)
    #expect {
      try AgeKeyFile.read(file)
    } throws: { error in
      "\(error)".contains("chmod 600 \(file)")
    }
    chmod(file, 0o400)
    _ = try AgeKeyFile.read(file)
  }

  @Test func `a folder, a pipe and a file that is not there are refused`() throws {
    let folder = try TemporaryDirectory()
    mkfifo(folder("pipe"), 0o600)
    for path in [folder.path, folder("pipe"), folder("nothing")] {
      #expect(throws: AgeKeyFile.Problem.self) { try AgeKeyFile.read(path) }
    }
  }
}

/// A new key of age in a file.
func newKey(
  in folder: TemporaryDirectory, _ name: String = "age.key"
) async throws -> (file: String, recipient: String) {
  let made = try await run(Command("age-keygen", ["-o", folder(name)]))
  try #require(made.isSuccess, "\(made.errors)")
  let line = try #require(made.errors.split(separator: "\n").last { $0.contains("age1") })
  return (folder(name), String(line.split(separator: " ").last ?? ""))
}
