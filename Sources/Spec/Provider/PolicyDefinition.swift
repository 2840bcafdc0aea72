/// The keys of the provider's policy.
enum PolicyDefinition {
  static let value = ObjectDefinition<Policy>(
    "a policy",
    [
      Field("prune", Definition<Prune>.choice("a way to prune"), "Whether what left is deleted.") {
        $0.prune = $1.value
      },
      Field("holdOver", holdOver, "How many removals wait for a person.") {
        $0.holdOver = $1.value
      },
      Field(
        "adopt", Definition<Policy.Adopt>.choice("a way to adopt"),
        "What becomes of live things that are declared and not ours yet."
      ) { $0.adopt = $1.value },
      Field("keepLeft", .period, "How long data of who left is kept.") { $0.keepLeft = $1.value },
      Field("freeze", freeze, "Nothing is changed until then.") { $0.freeze = $1.value },
      Field(
        "reservedMembers",
        .list(of: Definition<String>.localPart("a member's id").located, "a list of member ids"),
        "Ids that no member may have."
      ) { $0.reservedMembers = $1.value },
      Field(
        "reservedDomains",
        .list(of: Definition<DomainName>.domain.located, "a list of host names"),
        "Names that no club may have, nor names below them."
      ) { $0.reservedDomains = $1.value },
    ]
  ).value { _ in Policy() }

  private static let holdOver = ObjectDefinition<Policy.HoldOver>(
    "a threshold",
    [
      Field("percent", .integer("a percentage", in: 0...100), "Of what is owned.") {
        $0.percent = $1.value
      },
      Field("count", .integer("a number of removals", in: 1...1_000_000_000), "Removals.") {
        $0.count = $1.value
      },
    ]
  ).value { _ in Policy.HoldOver() }

  private struct Freeze {
    var until: CalendarDate?
    var reason: String?
  }

  private static let freezeObject = ObjectDefinition<Freeze>(
    "a freeze",
    [
      Field("until", .date, required: true, "The first day when changes are made again.") {
        $0.until = $1.value
      },
      Field("reason", .line("a reason"), "Why.") { $0.reason = $1.value },
    ])

  private static let freeze = Definition<Policy.Freeze>(freezeObject.shape) { node, reading in
    var draft = Freeze()
    guard freezeObject.read(node, into: &draft, &reading), let until = draft.until else {
      return nil
    }
    return Policy.Freeze(until: until, reason: draft.reason)
  }
}
