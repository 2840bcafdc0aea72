/// A small club's file, written as a person would.
struct ClubText: Sendable {
  var id: String
  /// Nil: below the provider's domain.
  var domain: String?
  /// Flow mappings, one a member.
  var members = [
    "{id: rose, name: Rose Hill, role: owner}", "{id: dan, name: Dan Molar}",
  ]
  /// The lines below `chat:`.
  var chat = """
    rooms:
      - {id: lounge, name: Lounge, topic: Everything and nothing}
    """
  /// The lines below `site:`; empty: no site.
  var site: String
  /// Whole keys.
  var further: [String] = []
  /// The front page.
  var page: String

  init(_ id: String, domain: String? = nil) {
    self.id = id
    self.domain = domain
    site = "static: {path: sites/\(id)}"
    page = "<!DOCTYPE html><title>\(id)</title><p>Welcome to \(id)</p>\n"
  }

  /// Where its accounts are, below the provider of ``providerText(policy:placements:)``.
  var host: String { domain ?? "\(id).clubs.example" }
  var file: String { "clubs/\(id).yaml" }

  var text: String {
    var lines = ["apiVersion: allotment/v1", "kind: Club", "id: \(id)", "name: The \(id) club"]
    if let domain { lines.append("domain: \(domain)") }
    lines.append("members:")
    lines += members.map { "  - \($0)" }
    if !chat.isEmpty { lines += ["chat:"] + indented(chat) }
    if !site.isEmpty { lines += ["site:"] + indented(site) }
    return (lines + further).joined(separator: "\n") + "\n"
  }

  private func indented(_ text: String) -> [String] {
    text.split(separator: "\n").map { "  \($0)" }
  }
}

/// A provider.yaml.
func providerText(
  policy: [String] = ["prune: enabled"],
  placements: [String] = ["green-1: {chat: prosody, web: caddy}"]
) -> String {
  let lines =
    [
      "apiVersion: allotment/v1", "kind: Provider", "name: Example Community Hosting",
      "domain: clubs.example", "contacts: {abuse: abuse@clubs.example}", "tariffs:", "  small:",
      "    fee: {amount: \"5.00\", currency: EUR, period: month}",
      "    limits: {members: 50, rooms: 5, uploads: 1GB, retention: P90D}", "placements:",
    ] + placements.map { "  \($0)" }
    + ["defaults: {tariff: small, placement: green-1, language: en}", "policy:"]
    + policy.map { "  \($0)" }
  return lines.joined(separator: "\n") + "\n"
}
