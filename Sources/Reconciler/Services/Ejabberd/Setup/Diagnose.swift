import ChatContract
import Foundation
import Glibc
public import ServiceContract

extension EjabberdService {
  public func diagnose() async -> [Finding] {
    var findings = tokenFile() + address()
    do throws(ServiceFailure) {
      let status = try await client.call(.status, answering: String.self)
      findings.append(Finding(.ok, "\(printable(status)), and answers at \(client.url)"))
      findings += await permissions()
      findings += try await hostsFile()
    } catch {
      findings.append(
        Finding(
          .error, error.message,
          remedy: error.code == "forbidden" || error.code == "unauthorized"
            ? EjabberdSetup.lines(hostsFile: keeper.path) : "systemctl status ejabberd"))
      return findings
    }
    return await findings + limits()
  }

  /// Whoever reads it may administer every vhost.
  private func tokenFile() -> [Finding] {
    let file = client.credentials.file
    var information = stat()
    guard stat(file, &information) == 0, information.st_mode & 0o007 != 0 else { return [] }
    return [
      Finding(.error, "everybody on this machine may read \(file)", remedy: "chmod o-rwx \(file)")
    ]
  }

  private func address() -> [Finding] {
    let lower = client.url.lowercased()
    guard lower.hasPrefix("http://"), let host = URL(string: client.url)?.host else { return [] }
    if host == "localhost" || host.hasPrefix("127.") || host == "[::1]" || host == "::1" {
      return []
    }
    return [
      Finding(
        .error, "the token is sent to \(host) in the clear",
        remedy: "url: https://…  # of service \(name) in agent.yaml")
    ]
  }

  /// What only reads is called. Whether allotment may also change something shows only when it
  /// does: ejabberd looks at a call's arguments before it looks at who calls.
  private func permissions() async -> [Finding] {
    let host: Arguments = ["host": .text((try? await client.hosts().sorted().first) ?? "localhost")]
    let reading: [(Command, Arguments)] = [
      (.registeredHosts, [:]), (.rooms, ["service": "global"]), (.registeredUsers, host),
      (.connectedUsers, host), (.groups, host),
      (.groupInfo, host.merging(["group": .text(Group.marks)]) { first, _ in first }),
      (.groupMembers, host.merging(["group": .text(Group.marks)]) { first, _ in first }),
      (.roster, host.merging(["user": "allotment"]) { first, _ in first }),
      (.vcard, host.merging(["user": "allotment", "name": "FN"]) { first, _ in first }),
      (.invitations, host),
    ]
    var missing: [String] = []
    for (command, arguments) in reading {
      do throws(ServiceFailure) {
        _ = try await client.call(command, arguments)
      } catch {
        // Older versions have none.
        if error.code == "unknown-command", command == .invitations { continue }
        guard error.code == "forbidden" || error.code == "unknown-command" else {
          return [Finding(.error, error.message)]
        }
        missing.append(command.rawValue)
      }
    }
    guard !missing.isEmpty else {
      return [
        Finding(
          .ok, "it may read all that it needs",
          remedy: "api_permissions must let allotment call "
            + Command.allCases.map(\.rawValue).joined(separator: ", "))
      ]
    }
    return [
      Finding(
        .error, "ejabberd does not let allotment call \(missing.joined(separator: ", "))",
        remedy: EjabberdSetup.lines(hostsFile: keeper.path))
    ]
  }

  private func hostsFile() async throws(ServiceFailure) -> [Finding] {
    let path = keeper.path
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var findings: [Finding] = []
    if access(folder, W_OK) != 0 {
      findings.append(
        Finding(
          .error, "\(folder) cannot be written, and the vhosts are declared in \(path)",
          remedy: "install -d -o allotment -g ejabberd -m 0750 \(folder)"))
    }
    let file = try HostsFile(path: path)
    let served = try await client.hosts()
    let lost = file.entries.values.filter { $0.isListed && !served.contains($0.host) }
    if !lost.isEmpty {
      findings.append(
        Finding(
          .error, "ejabberd does not serve \(lost.count) vhosts of \(path)",
          remedy: EjabberdSetup.lines(hostsFile: path)))
    }
    if !file.isIntact {
      findings.append(
        Finding(.warning, "\(path) was edited by hand; it is written anew with the next change"))
    }
    return findings
  }

  private func limits() async -> [Finding] {
    var missing = Self.capabilities.missing
    if let host = try? await client.hosts().sorted().first,
      (try? await client.invitations(on: host)) != nil
    {
      missing[.invitations] = nil
    }
    return [
      Finding(
        .warning,
        "whether ejabberd refuses suspended members cannot be asked: its listeners for clients "
          + "need `access: c2s`, and that rule begins with the line below",
        remedy: "c2s: [{deny: allotment_suspended}, …]  # in access_rules of ejabberd.yml")
    ]
      + missing.sorted { $0.key.rawValue < $1.key.rawValue }.map {
        Finding(.warning, "\($0.key.rawValue): \($0.value)")
      }
  }
}

/// What ejabberd.yml must say.
enum EjabberdSetup {
  static func lines(hostsFile: String) -> String {
    let commands = Command.allCases.map(\.rawValue).joined(separator: ", ")
    return """
      # in ejabberd.yml; `allotment@HOST` is an account of its own on one of your vhosts
      include_config_file:
        \(YAMLText.text(hostsFile).flow):
          allow_only: [hosts, host_config, append_host_config]
      listen:
        - {port: 5281, ip: "127.0.0.1", module: ejabberd_http, request_handlers: {/api: mod_http_api}}
      acl:
        allotment: {user: "allotment@HOST"}
      access_rules:
        allotment: {allow: allotment}
        # The hosts file says who that is, for each of allotment's vhosts.
        c2s: [{deny: allotment_suspended}, {deny: blocked}, {allow: all}]
      oauth_access: allotment
      api_permissions:
        allotment:
          from: [mod_http_api]
          who:
            oauth: {scope: "ejabberd:admin", access: {allow: {acl: allotment}}}
          what: [\(commands)]
      modules:  # besides yours, and without mod_disco: allotment sets it for each vhost
        mod_admin_extra: {}
        mod_http_api: {}
        mod_muc: {host: "conference.@HOST@"}
        mod_muc_admin: {}
        mod_private: {}
        mod_shared_roster: {}
        mod_vcard: {}
      # then a token, in one line, into tokenFile (mode 0600):
      #   ejabberdctl oauth_issue_token allotment@HOST 315360000 ejabberd:admin
      """
  }
}
