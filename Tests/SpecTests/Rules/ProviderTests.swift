import Testing

@Suite struct ProviderTests {
  @Test(arguments: cases) func `provider.yaml is checked`(_ provider: ClubCase) throws {
    try expectMarked(["provider.yaml": .text(Self.head + provider.body + "\n")])
  }

  static let head =
    "apiVersion: allotment/v1\nkind: Provider\nname: Hosting\ndomain: clubs.example\n"

  static let cases = [
    ClubCase(
      "an amount without quotes",
      fee(
        "amount: 5.00, currency: GBP, period: month",
        "#                   ^ fee")),
    ClubCase(
      "an amount below 0",
      fee(
        "amount: \"-5.00\", currency: GBP, period: month",
        "#                   ^ fee")),
    ClubCase(
      "pence of the yen",
      fee(
        "amount: \"5.00\", currency: JPY, period: month",
        "#                   ^ fee")),
    ClubCase(
      "a currency that is none",
      fee(
        "amount: \"5\", currency: GPB, period: month",
        "#                                  ^ fee")),
    ClubCase(
      "gold",
      fee(
        "amount: \"5\", currency: XAU, period: month",
        "#                                  ^ fee")),
    ClubCase(
      "a period that is none",
      fee(
        "amount: \"5\", currency: EUR, period: week",
        "#                                               ^ unknown-choice")),
    ClubCase(
      "a fee without a currency",
      fee(
        "amount: \"5\", period: month",
        "#           ^ missing-key")),
    ClubCase(
      "no members", "tariffs: {s: {limits: {members: 0}}}\n#                               ^ number"
    ),
    ClubCase(
      "half a room", "tariffs: {s: {limits: {rooms: 1.5}}}\n#                             ^ number"),
    ClubCase(
      "a percentage over 100",
      "policy: {holdOver: {percent: 101}}\n#                            ^ number"),
    ClubCase(
      "a default tariff that is none",
      "tariffs: {small: {}}\ndefaults: {tariff: smal}\n#                  ^ unknown-tariff"),
    ClubCase(
      "a default placement that is none",
      "defaults: {placement: green}\n#                     ^ unknown-placement"),
    ClubCase(
      "a freeze without an end",
      "policy: {freeze: {reason: holidays}}\n#                 ^ missing-key"),
    ClubCase(
      "reserved twice",
      """
      policy:
        reservedMembers: [chef, Chef]
      #                         ^ duplicate-entry
        reservedDomains: [a.example, a.example]
      #                              ^ duplicate-entry
      """),
    ClubCase(
      "allowed twice",
      """
      wordpress: {themes: [sun, moon, sun]}
      #                               ^ duplicate-entry
      """),
    ClubCase("a machine's matter", "dataDirectory: /var\n#< unknown-key"),
    ClubCase(
      "a tariff twice",
      "tariffs:\n  small: {}\n  small: {}\n# ^ duplicate-key"),
    ClubCase(
      "a right one",
      "policy: {prune: enabled, adopt: auto, keepLeft: P2W, freeze: {until: 2026-12-27}}\n"
        + "tariffs: {s: {fee: {amount: \"0\", currency: KWD, period: year}, limits: {rooms: 0}}}"),
  ]

  private static func fee(_ text: String, _ mark: String) -> String {
    "tariffs:\n  s: {fee: {\(text)}}\n\(mark)"
  }

  @Test func `a provider needs a domain`() throws {
    try expectMarked([
      "provider.yaml": .text(
        "apiVersion: allotment/v1\n#< missing-key\nkind: Provider\nname: Hosting\n")
    ])
  }
}
