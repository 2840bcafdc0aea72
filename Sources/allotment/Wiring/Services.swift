import Adapters
import CaddyService
import ChatContract
import EjabberdService
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
      return ProsodyService(
        name: name, socket: prosody.socket, hostsDirectory: prosody.hostsDirectory)
    case .caddy(let caddy):
      return CaddyService(name: name, root: caddy.root, group: caddy.group)
    case .ejabberd(let ejabberd):
      guard let tokenFile = ejabberd.tokenFile else {
        throw CommandFailure.failed(
          "service `\(name)`: `tokenFile` is missing: a file with one line, an OAuth token or "
            + "`user@host:password`")
      }
      return EjabberdService(
        name: name, url: ejabberd.url, tokenFile: tokenFile, hostsFile: ejabberd.hostsFile)
    case .registered(let settings): return try registered(name, settings)
    }
  }
}

private func registered(_ name: String, _ settings: RegisteredService) throws -> any LiveService {
  guard let adapter = adapters.first(where: { $0.type == settings.type }) else {
    throw CommandFailure.failed("service `\(name)`: there is no adapter for \(settings.type.name)")
  }
  return adapter.make(name, settings)
}

func chatServices(of configuration: AgentConfiguration) throws -> [any ChatService] {
  try services(of: configuration).compactMap { $0 as? any ChatService }
}

extension AgentConfiguration {
  var settings: Agent.Settings {
    Agent.Settings(
      interval: repository.interval, sweep: sweep, watchdog: watchdog, enforce: enforce)
  }
}
