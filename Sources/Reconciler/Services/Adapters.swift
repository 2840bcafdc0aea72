public import ServiceContract

/// The sorts of services that agent.yaml may name besides Prosody, ejabberd and Caddy: this is
/// where a new one is registered. docs/adapters.md says how it is written.
public let adapters: [Adapter] = [
  Galene.adapter
]
