import FoundationEssentials
import Glibc
import TestSupport

/// The playbook of Peers/accounts.yml against a private ejabberd, with the `ejabberdctl` that
/// Debian has: the way of somebody who has no reconciler.
struct AnsiblePeer {
  let tools: Tools
  private let directory: TemporaryDirectory
  private let environment: [String: String?]

  struct Account: Encodable {
    var host: String
    var username: String
    var password: String
  }

  private struct Variables: Encodable { var accounts: [Account] }

  /// - Parameters:
  ///   - home: where the server keeps its cookie.
  ///   - node: the port of the server's node.
  init(tools: Tools, home: String, node: Int) throws {
    self.tools = tools
    directory = try TemporaryDirectory()
    try directory.write("inetrc", "")
    try directory.write(
      "ejabberdctl.cfg", "ERL_DIST_PORT=\(node)\nERLANG_NODE=allotment@localhost\n")
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    environment = [
      "PATH": "\(tools.ansible)/control:\(path)", "HOME": home, "LC_ALL": "C.UTF-8",
      "CONFIG_DIR": directory.path, "LOGS_DIR": directory.path, "SPOOL_DIR": directory.path,
      "EJABBERD_CONFIG_PATH": "\(home)/ejabberd.yml", "ANSIBLE_HOME": directory("ansible"),
    ]
  }

  /// Whether the server is reached at all.
  func check() async throws {
    try await output(
      Command("\(tools.ansible)/control/ejabberdctl", ["status"], environment: environment))
  }

  /// Runs the playbook once, and says whether it changed something.
  func ensure(_ accounts: [Account]) async throws -> Bool {
    let variables = try JSONEncoder().encode(Variables(accounts: accounts))
    try directory.write("accounts.json", String(decoding: variables, as: UTF8.self))
    let told = try await output(
      Command(
        "\(tools.ansible)/bin/ansible-playbook",
        [
          "--inventory", "localhost,", "--extra-vars", "@\(directory("accounts.json"))",
          "--extra-vars", "ansible_python_interpreter=\(tools.ansible)/bin/python",
          "\(repositoryRoot)/Benchmarks/Peers/accounts.yml",
        ], environment: environment, limit: .seconds(1_200)))
    guard told.contains("failed=0"), told.contains("ok=1") else {
      throw BenchFailure("ansible-playbook: \(told.suffix(500))")
    }
    return told.contains("changed=1")
  }
}
