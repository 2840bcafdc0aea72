/// The keys of a tariff.
enum TariffDefinition {
  static let value = ObjectDefinition<Tariff>(
    "a tariff",
    [
      Field("fee", fee, "What a club pays.") { $0.fee = $1.value },
      Field("limits", limits, "What a club may use.") { $0.limits = $1.value },
    ]
  ).value { Tariff(position: $0) }

  private static let limits = ObjectDefinition<Tariff.Limits>(
    "limits",
    [
      Field(
        "members", .integer("a number of members", in: 1...1_000_000_000),
        "How many active and suspended members may have an account here."
      ) {
        $0.members = $1.value
      },
      Field(
        "rooms", .integer("a number of rooms", in: 0...1_000_000_000),
        "How many rooms there may be."
      ) {
        $0.rooms = $1.value
      },
      Field("uploads", .size, "How much may be uploaded in a day.") { $0.uploads = $1.value },
      Field("retention", .period, "How long messages may be kept.") { $0.retention = $1.value },
    ]
  ).value { _ in Tariff.Limits() }

  private struct Draft {
    var amount: Located<String>?
    var currency: Located<String>?
    var period: Tariff.Fee.Period?
  }

  private static let feeObject = ObjectDefinition<Draft>(
    "a fee",
    [
      Field("amount", amount, required: true, "A decimal in quotes, so that nothing is rounded.") {
        $0.amount = $1
      },
      Field(
        "currency", currency, required: true, "A currency of ISO 4217.",
        examples: ["GBP", "EUR"]
      ) { $0.currency = $1 },
      Field(
        "period", Definition<Tariff.Fee.Period>.choice("a period of a fee"), required: true,
        "How often it is paid."
      ) { $0.period = $1.value },
    ],
    conditions: (0...3).map { decimals in
      .form(
        "currency", Currencies.codes(withDecimals: decimals), other: "amount",
        pattern: decimals == 0 ? "^[^.]*$" : "^[^.]*(?:\\.[0-9]{1,\(decimals)})?$")
    })

  private static let fee = Definition<Tariff.Fee>(feeObject.shape) { node, reading in
    var draft = Draft()
    guard feeObject.read(node, into: &draft, &reading), let amount = draft.amount,
      let currency = draft.currency, let period = draft.period
    else { return nil }
    let decimals = amount.value.split(separator: ".").dropFirst().first?.count ?? 0
    let allowed = Currencies.decimals(of: currency.value) ?? 0
    if decimals > allowed {
      reading.report(
        .fee, "\(quoted(amount.value)) has more decimals than \(currency.value) has",
        at: amount.position, hint: "at most \(allowed) after the point")
    }
    return Tariff.Fee(amount: amount.value, currency: currency.value, period: period)
  }

  private static let amount = Definition<String>(
    .text(
      TextShape(
        "an amount", longest: 20, pattern: "^(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$",
        examples: ["5.00"]))
  ) { node, reading in
    guard let text = reading.scalar(node, "an amount in quotes") else { return nil }
    let place = reading.tree.position(node)
    guard reading.tree.kind(node) == .quoted else {
      reading.report(
        .fee, "the amount \(quoted(text)) is not in quotes", at: place,
        hint: "as in `\"5.00\"`, so that nothing is rounded")
      return nil
    }
    guard isAmount(text) else {
      reading.report(
        .fee, "\(quoted(text)) is not an amount", at: place,
        hint: "a decimal of 0 or more, as in `\"5.00\"`")
      return nil
    }
    return text
  }

  private static func isAmount(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 20, (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) })
    else { return false }
    return parts[0].utf8.count == 1 || parts[0].utf8.first != UInt8(ascii: "0")
  }

  private static let currency = Definition<String>(
    .named("currency", .choice(Currencies.codes.map { Word($0) })), readCurrency.read)

  private static let readCurrency = Definition<String>.parsed(TextShape("a currency"), .fee) {
    text throws(InvalidValue) in
    guard Currencies.decimals(of: text) != nil else {
      let upper = text.uppercased()
      throw InvalidValue(
        "is not a currency of ISO 4217",
        hint: Currencies.decimals(of: upper) != nil ? "did you mean `\(upper)`?" : "as in `GBP`")
    }
    return text
  }
}
