import ArgumentParser
import Encryption
import Notices
import Reporting
import ServiceContract
import Spec

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Can each service be reached, with which version, and is it set up as it must be?",
    discussion: "Says the exact line to add where it is not. Ends with 0 when all is well.")

  @OptionGroup var config: ConfigOption
  @Option(help: "text or json.") var format: TextFormat = .text

  func run() async throws {
    let configuration = try loadConfiguration(config)
    var all: [(service: String, findings: [Finding])] = keyFindings(configuration)
    let live = try services(of: configuration)
    for service in live {
      Terminal.progress("asking \(service.name) …")
      all.append((service.name, await service.diagnose()))
    }
    for (entry, name) in zip(configuration.notify, names(of: configuration.notify)) {
      all.append((name, await findings(of: entry, live)))
    }
    Terminal.print(format == .json ? json(all).encoded(.indented) : text(all))
    if all.flatMap(\.findings).contains(where: { $0.severity == .error }) {
      throw ArgumentParser.ExitCode(6)
    }
  }

  /// The file of private keys, where agent.yaml names one.
  private func keyFindings(
    _ configuration: AgentConfiguration
  ) -> [(service: String, findings: [Finding])] {
    guard let file = configuration.ageKeyFile else { return [] }
    do throws(AgeKeyFile.Problem) {
      let recipients = try AgeKeyFile.read(file).recipients.joined(separator: ", ")
      return [("secrets", [Finding(.ok, "opens what is encrypted for \(recipients)")])]
    } catch {
      return [("secrets", [Finding(.error, error.description)])]
    }
  }

  /// How one of those who are told is set up. Nothing is sent.
  private func findings(
    of entry: AgentConfiguration.Notification, _ live: [any LiveService]
  ) async -> [Finding] {
    do throws(ReceiverProblem) {
      let sender = try sender(to: entry.target, live)
      return await sender.diagnose()
    } catch {
      return [Finding(.error, error.description)]
    }
  }

  private func text(_ all: [(service: String, findings: [Finding])]) -> String {
    var lines: [String] = []
    for (service, findings) in all {
      lines.append(service)
      for finding in findings {
        let mark =
          switch finding.severity {
          case .ok: "ok     "
          case .warning: "warning"
          case .error: "error  "
          }
        lines.append("  \(mark)  \(printable(finding.message))")
        for line in (finding.remedy ?? "").split(separator: "\n") {
          lines.append("           \(printable(String(line)))")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func json(_ all: [(service: String, findings: [Finding])]) -> JSON {
    [
      "formatVersion": "1",
      "services": .list(
        all.map { service, findings in
          [
            "name": .text(service),
            "findings": .list(
              findings.map {
                [
                  "severity": .text($0.severity.rawValue), "message": .text($0.message),
                  "remedy": .text($0.remedy),
                ]
              }),
          ]
        }),
    ]
  }
}
