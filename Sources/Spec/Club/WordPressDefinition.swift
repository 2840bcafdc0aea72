/// The keys of a WordPress site. What may be named there stands in provider.yaml.
enum WordPressDefinition {
  static let value = object.value { WordPress(position: $0) }

  private static let object = ObjectDefinition<WordPress>(
    "a WordPress site",
    [
      Field("title", .line("a title"), "The site's title.") { $0.title = $1 },
      Field("locale", locale, "The site's language, as WordPress names it.") { $0.locale = $1 },
      Field("theme", .line("a theme"), "A theme that provider.yaml allows.") { $0.theme = $1 },
      Field(
        "plugins",
        .list(of: Definition<String>.line("a plugin").located, "a list of plugins").distinct { $0 },
        "Plugins that provider.yaml allows.", absent: .same([])
      ) { $0.plugins = $1.value },
      Field(
        "admins", .list(of: Definition<String>.line("a member's id").located, "a list of members"),
        "Members who look after the site.", absent: .same([])
      ) { $0.admins = $1.value },
      Field("options", options, "Options that provider.yaml allows, with their values.") {
        site, options in
        for option in options.value { site.options[option.key] = option.value }
      },
    ])

  private static let locale = Definition<String>.parsed(
    TextShape(
      "a locale", longest: 40, pattern: "^[a-z]{2,3}(?:_[A-Za-z0-9]+)*$",
      examples: ["en_GB", "de_DE_formal"]),
    .language
  ) { text throws(InvalidValue) in
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let isLocale =
      text.utf8.count <= 40 && (2...3).contains(parts[0].utf8.count)
      && parts[0].utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isLetter($0) || isDigit($0) } }
    guard isLocale else {
      throw InvalidValue("is not a locale of WordPress", hint: "as in `en_GB`")
    }
    return text
  }

  /// Values that look like secrets by their key are refused.
  private static let options = Definition.map(
    of: Definition<String>.paragraph("a value", longest: 2000).located, "options", by: "an option",
    refusingSecrets: true)
}
