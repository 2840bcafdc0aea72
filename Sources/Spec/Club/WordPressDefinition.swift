/// The keys of a WordPress site. What may be named there stands in provider.yaml.
enum WordPressDefinition {
  static let value = object.value { WordPress(position: $0) }

  private static let object = ObjectDefinition<WordPress>(
    "a WordPress site",
    [
      Field("title", .line("a title"), "The site's title.") { $0.title = $1 },
      Field("locale", locale, "A language of WordPress.") { $0.locale = $1 },
      Field("theme", .line("a theme"), "An allowed theme.") { $0.theme = $1 },
      Field(
        "plugins", .list(of: Definition<String>.line("a plugin").located, "a list of plugins"),
        "Allowed plugins."
      ) { $0.plugins = $1.value },
      Field(
        "admins", .list(of: Definition<String>.line("a member's id").located, "a list of members"),
        "Members who look after the site."
      ) { $0.admins = $1.value },
      Field("options", options, "Allowed options.") { site, options in
        for option in options.value { site.options[option.key] = option.value }
      },
    ])

  private static let locale = Definition<String>.parsed(
    TextShape("a locale", longest: 40, pattern: "^[a-z]{2,3}(_[A-Za-z0-9]+)*$"), .language
  ) { text throws(InvalidValue) in
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let isLocale =
      text.utf8.count <= 40 && (2...3).contains(parts[0].utf8.count)
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isLetter($0) || isDigit($0) } }
    guard isLocale else {
      throw InvalidValue("is not a locale of WordPress", hint: "as in `en_GB`")
    }
    return text
  }

  /// Values that look like secrets by their key are refused.
  private static let options = Definition.map(
    of: Definition<String>.paragraph("a value", longest: 2000).located, "options",
    refusingSecrets: true)
}
