/// The keys of the provider's policy.
enum PolicyDefinition {
  static let value = ObjectDefinition<Policy>(
    "a policy",
    [
      Field("prune", Prune.definition, Prune.about, absent: .same("confirm")) {
        $0.prune = $1.value
      },
      Field(
        "holdOver", holdOver,
        "How many removals of one kind wait for a person: `count` or more, or more than one and "
          + "more than `percent`."
      ) { $0.holdOver = $1.value },
      Field(
        "adopt", adopt, "What becomes of live things that are declared and not ours yet.",
        absent: .same("confirm")
      ) { $0.adopt = $1.value },
      Field(
        "keepLeft", .period, "How long the data of members who left is kept (ISO 8601).",
        absent: .same("P30D")
      ) { $0.keepLeft = $1.value },
      Field("freeze", freeze, "A time in which nothing is changed.") { $0.freeze = $1.value },
      Field(
        "reservedMembers",
        .list(of: Definition<String>.localPart("a member's id").located, "a list of member ids")
          .distinct { $0 },
        "Ids that no member may have, besides RFC 2142's names, `root`, `admin`, "
          + "`administrator` and `system`.",
        absent: .same([])
      ) { $0.reservedMembers = $1.value },
      Field(
        "reservedDomains",
        .list(of: Definition<DomainName>.domain.located, "a list of host names")
          .distinct(\.unicode),
        "Host names that no club may have, nor names below them.", absent: .same([])
      ) { $0.reservedDomains = $1.value },
    ]
  ).value { _ in Policy() }

  private static let adopt = Definition<Policy.Adopt>.choice("a way to adopt") {
    switch $0 {
    case .confirm: "They are taken over after somebody let it through."
    case .auto: "They are taken over at once."
    }
  }

  private static let holdOver = ObjectDefinition<Policy.HoldOver>(
    "a threshold",
    [
      Field(
        "percent", .integer("a percentage", in: 0...100), "Percent of what is owned.",
        absent: .same(30)
      ) {
        $0.percent = $1.value
      },
      Field(
        "count", .integer("a number of removals", in: 1...1_000_000_000), "A number of removals.",
        absent: .same(10)
      ) {
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
