/// What provider.yaml says, as each club is checked against it: made once for all of them.
final class KnownProvider: Sendable {
  let own: Provider
  let reservedMembers: [String: SourcePosition]

  init(_ provider: Provider) {
    own = provider
    reservedMembers = Dictionary(
      provider.policy.reservedMembers.map { ($0.value, $0.position) }
    ) { first, _ in first }
  }
}
