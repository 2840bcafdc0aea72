import CaddyService
import Logging
import Reconciler
import ServiceContract
import Spec
import Web

/// The HTTP side of the agent; nil when agent.yaml has no `listen`.
func statusServer(
  _ agent: Agent, _ configuration: AgentConfiguration, _ live: [any LiveService], _ logger: Logger
) throws -> StatusServer? {
  guard let address = configuration.listen else { return nil }
  let web = live.compactMap { $0 as? CaddyService }
  return StatusServer(
    settings: StatusServer.Settings(
      listen: address, token: try configuration.apiTokenFile.map(apiToken),
      services: live.map(\.name), version: Allotment.version),
    source: StatusSource(
      report: { await agent.report() },
      serves: { host in
        if await agent.serves(host: host) { return true }
        return web.contains { $0.serves(host: host) }
      },
      providerName: { await agent.providerName }),
    logger: logger)
}

private func apiToken(in path: String) throws -> APIToken {
  do {
    let text = String(decoding: try readFile(path), as: UTF8.self)
    return try APIToken(String(text.split(whereSeparator: \.isWhitespace).first ?? ""))
  } catch {
    throw CommandFailure.failed("the API token in \(path) cannot be used: \(error)")
  }
}
