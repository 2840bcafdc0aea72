/// A site while it is decoded.
struct SiteReading {
  /// The keys `static`, `wordpress` and `redirect` that stand there, and what they say.
  var contents: [(key: String, position: SourcePosition, content: Site.Content?)] = []
  var aliases: [Located<DomainName>] = []
  var redirects: [Site.Redirect] = []
}

/// The keys of a site.
enum SiteDefinition {
  static func read(_ node: Int, _ key: Int, _ reading: inout Reading) -> Site? {
    var draft = SiteReading()
    guard object.read(node, into: &draft, &reading) else { return nil }
    if draft.contents.isEmpty {
      reading.report(
        .siteContent, "a site needs one of `static`, `wordpress` and `redirect`",
        at: reading.tree.firstKeyPosition(node))
    }
    for content in draft.contents.dropFirst() {
      reading.report(
        .siteContent, "a site cannot have both `\(draft.contents[0].key)` and `\(content.key)`",
        at: content.position,
        related: [reading.findings.related(draft.contents[0].position, "the other is here")])
    }
    guard let content = draft.contents.first?.content else { return nil }
    var site = Site(position: reading.tree.position(key), content: content)
    site.aliases = draft.aliases
    site.redirects = draft.redirects
    return site
  }

  static let object = ObjectDefinition<SiteReading>(
    "a site",
    [
      content("static", staticSite, "Files of this repository, published as they stand.") {
        .static(path: $0.value)
      },
      content("wordpress", WordPressDefinition.value, "A WordPress of the club's own.") {
        .wordpress($0.value)
      },
      content("redirect", url, "Another web site, to which all pages lead.") { .redirect($0) },
      Field(
        "aliases", .list(of: Definition<DomainName>.domain.located, "a list of host names"),
        "Other host names of the site.", absent: .same([]),
        examples: [["www.thornbury-gardeners.example"]]
      ) { $0.aliases = $1.value },
      Field(
        "redirects", .list(of: redirect, "a list of redirects"), "Where old pages went.",
        absent: .same([])
      ) { $0.redirects = $1.value },
    ], conditions: [.exactlyOne(["static", "wordpress", "redirect"])])

  private static func content<Value>(
    _ key: String, _ definition: Definition<Value>, _ about: String,
    make: @escaping @Sendable (Located<Value>) -> Site.Content
  ) -> Field<SiteReading> {
    let located = definition.located
    return Field(key, definition.shape, about) { node, keyNode, site, reading in
      let value = located.read(node, &reading)
      site.contents.append((key, reading.tree.position(keyNode), value.map(make)))
    }
  }

  private static let staticSite: Definition<Located<String>> = {
    let object = ObjectDefinition<Located<String>?>(
      "a static site",
      [
        Field("path", sitePath, required: true, "A folder of this repository below `sites/`.") {
          $0 = $1
        }
      ])
    return Definition(object.shape) { node, reading in
      var path: Located<String>?
      return object.read(node, into: &path, &reading) ? path : nil
    }
  }()

  private static let sitePath = Definition<String>.parsed(
    // A final slash is let pass.
    TextShape(
      "a folder", longest: 1001, pattern: Pattern.siteFolder, examples: ["sites/chess"]),
    .sitePath
  ) { text throws(InvalidValue) in
    let path = text.hasSuffix("/") ? String(text.dropLast()) : text
    _ = try checkedText(path, longest: 1000)
    let names = path.split(separator: "/", omittingEmptySubsequences: false)
    guard names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw InvalidValue(
        "is not a path in this repository", hint: "as in `sites/chess`, without `.` and `..`")
    }
    guard names.count > 1, names[0] == "sites" else {
      throw InvalidValue("is not below `sites/`", hint: "as in `sites/chess`")
    }
    guard !names.contains(where: { $0.hasPrefix(".") }) else {
      throw InvalidValue("has a name that begins with a dot: such files are not published")
    }
    return path
  }

  private static let url = Definition<String>.parsed(
    TextShape(
      "an absolute http or https URL", longest: 2000, pattern: Pattern.whole(Pattern.webURL),
      examples: ["https://chess.example/"]),
    .url
  ) { text throws(InvalidValue) in
    _ = try WebAddress(text)
    return text
  }

  private static let redirect = Definition<Site.Redirect>(redirectObject.shape) { node, reading in
    let position = reading.tree.firstKeyPosition(node)
    let nothing = Located("", at: position)
    var redirect = Site.Redirect(position: position, from: nothing, to: nothing, status: 301)
    guard redirectObject.read(node, into: &redirect, &reading), !redirect.from.value.isEmpty,
      !redirect.to.value.isEmpty
    else { return nil }
    return redirect
  }

  private static let redirectObject = ObjectDefinition<Site.Redirect>(
    "a redirect",
    [
      Field("from", redirectSource, required: true, "A path of this site, without its query.") {
        $0.from = $1
      },
      Field("to", redirectTarget, required: true, "A path of this site, or a whole URL.") {
        $0.to = $1
      },
      Field(
        "status", .integer("a status of a redirect", oneOf: [301, 302, 303, 307, 308]),
        "The status of HTTP: 301 and 308 are for good, the others for a while.",
        absent: .same(301)
      ) { $0.status = $1.value },
    ])

  private static let redirectSource = Definition<String>.parsed(
    TextShape(
      "a path", longest: 2000, pattern: Pattern.redirectSource, examples: ["/old-programme"]),
    .redirectSource
  ) { text throws(InvalidValue) in
    guard text.hasPrefix("/") else {
      throw InvalidValue("does not begin with `/`", hint: "as in `/old-programme`")
    }
    try checkTarget(text)
    guard !text.holds("?"), !text.holds("#") else {
      throw InvalidValue("has a query or a fragment", hint: "only the path is compared")
    }
    return text
  }

  private static let redirectTarget = Definition<String>.parsed(
    TextShape(
      "a path or a URL", longest: 2000, pattern: Pattern.redirectTarget, examples: ["/programme"]),
    .url
  ) { text throws(InvalidValue) in
    guard text.hasPrefix("/") else {
      guard text.holds(":") else { throw noTarget(text) }
      _ = try WebAddress(text)
      return text
    }
    guard !text.hasPrefix("//") else {
      throw InvalidValue("begins with `//`, which is another host", hint: "write the whole URL")
    }
    try checkTarget(text)
    return text
  }

  /// A path whose slash was forgotten, as it seems.
  private static func noTarget(_ text: String) -> InvalidValue {
    let isPath = (try? checkTarget("/" + text)) != nil
    return InvalidValue(
      "is neither a path nor an absolute http or https URL",
      hint: isPath
        ? "did you mean `\(cut("/" + text))`?" : "as in `/programme` or `https://chess.example/`")
  }
}
