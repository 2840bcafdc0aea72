import CaddyService
import Logging
import Notices
import Operations
import Reconciler
import ServiceContract
import Spec
import Web

/// The HTTP side of the agent; nil when agent.yaml has no `listen`.
func statusServer(
  _ agent: Agent, _ configuration: AgentConfiguration, _ live: [any LiveService], _ logger: Logger
) throws -> StatusServer? {
  guard let address = configuration.listen else {
    if configuration.webhookSecretFile != nil {
      throw CommandFailure.failed(
        "`webhook` in agent.yaml needs `listen`: an address to send it to")
    }
    return nil
  }
  let web = live.compactMap { $0 as? CaddyService }
  let plans = revisionPlans(agent, configuration)
  return StatusServer(
    settings: StatusServer.Settings(
      listen: address,
      token: try configuration.apiTokenFile.map { try secret(in: $0, called: "the API token") },
      webhookSecret: try configuration.webhookSecretFile.map {
        try secret(in: $0, called: "the webhook's secret")
      },
      services: live.map(\.name), version: Allotment.version),
    source: StatusSource(
      report: { await agent.report() },
      serves: { host in
        if await agent.serves(host: host) { return true }
        return web.contains { $0.serves(host: host) }
      },
      providerName: { await agent.providerName },
      lookSoon: {
        logger.info("a push was announced")
        await agent.lookSoon()
      },
      plans: { await plans.plan($0) }),
    logger: logger)
}

/// With the same check as those of `notify`.
private func secret(in path: String, called name: String) throws -> SharedSecret {
  do {
    return try SharedSecret(String(decoding: try SecretFile(path).bytes, as: UTF8.self))
  } catch {
    throw CommandFailure.failed("\(name) in \(error)")
  }
}
