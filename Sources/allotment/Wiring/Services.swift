import Adapters
import CaddyService
import ProsodyService
import Reconciler
import ServiceContract
import Spec

typealias LiveService = ServiceContract.Service

/// The live systems that agent.yaml names.
func services(of configuration: AgentConfiguration) throws -> [any LiveService] {
  try configuration.services.sorted { $0.key < $1.key }.map { name, settings in
    switch settings {
    case .prosody(let prosody):
      ProsodyService(
        name: name, socket: prosody.socket, hostsDirectory: prosody.hostsDirectory)
    case .caddy(let caddy): CaddyService(name: name, root: caddy.root, group: caddy.group)
    case .registered(let settings): try registered(name, settings)
    case .ejabberd:
      throw CommandFailure.failed(
        "service `\(name)`: ejabberd is not supported by this version yet")
    }
  }
}

private func registered(_ name: String, _ settings: RegisteredService) throws -> any LiveService {
  guard let adapter = adapters.first(where: { $0.type == settings.type }) else {
    throw CommandFailure.failed("service `\(name)`: there is no adapter for \(settings.type.name)")
  }
  return adapter.make(name, settings)
}

func prosodyServices(of configuration: AgentConfiguration) throws -> [ProsodyService] {
  try services(of: configuration).compactMap { $0 as? ProsodyService }
}

extension AgentConfiguration {
  var settings: Agent.Settings {
    Agent.Settings(
      interval: repository.interval, sweep: sweep, watchdog: watchdog, enforce: enforce)
  }
}
