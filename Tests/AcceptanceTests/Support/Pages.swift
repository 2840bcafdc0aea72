import Foundation
import TestSupport
import Testing

/// What curl got.
struct Page: Sendable, Equatable {
  var status: Int
  /// Where a redirect leads.
  var location: String
  var text: String
}

/// Asks for a page as a browser does, by curl, with all names leading to one port of loopback.
func fetchPage(
  _ url: String, port: Int, form: [String: String] = [:], headers: [String] = []
) async throws -> Page {
  var arguments = [
    "--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--connect-to",
    "::127.0.0.1:\(port)", "--write-out", "\n%{http_code} %{redirect_url}",
  ]
  for header in headers { arguments += ["--header", header] }
  for (name, value) in form { arguments += ["--data-urlencode", "\(name)=\(value)"] }
  let done = try await run(Command("curl", arguments + ["--", url]))
  let mark = try #require(done.output.lastIndex(of: "\n"), done.story)
  let last = done.output[done.output.index(after: mark)...].split(
    separator: " ", omittingEmptySubsequences: false)
  return Page(
    status: Int(last[0]) ?? 0, location: last.count > 1 ? String(last[1]) : "",
    text: String(done.output[..<mark]))
}

extension Playground {
  /// A page of a club's site. `host` may have umlauts.
  func page(_ host: String, _ path: String = "/") async throws -> Page {
    try await fetchPage("http://\(host)\(path)", port: caddy.port.number)
  }

  /// What the agent's own server says.
  func agentPage(_ path: String, headers: [String] = []) async throws -> Page {
    try await fetchPage(
      "http://127.0.0.1:\(listen.number)\(path)", port: listen.number, headers: headers)
  }

  /// What the agent says over HTTP of where the clubs stand.
  func agentStatus() async throws -> StatusReport {
    try JSONDecoder().decode(
      StatusReport.self, from: Data(try await agentPage("/api/v1/clubs").text.utf8))
  }

  /// Drafts of killed agents are gone, and so are releases that nothing leads to.
  func expectNothingLeftOver(of clubs: [ClubText], _ when: String) throws {
    let files = FileManager.default
    for folder in ["tmp", "replaced"] {
      let left = try files.contentsOfDirectory(atPath: "\(caddy.root)/\(folder)")
      #expect(left == [], "\(folder) \(when)")
    }
    for club in clubs {
      let releases = try files.contentsOfDirectory(atPath: "\(caddy.root)/releases/\(club.id)")
      // What is live and what was before, each with its manifest.
      #expect(releases.count <= 4, "\(releases) \(when)")
    }
  }

  /// The published file of a site.
  func published(_ host: String, _ file: String = "index.html") -> String {
    "\(caddy.root)/sites/\(host)/\(file)"
  }
}

/// Waits until a page says this.
func says(
  _ text: String, within limit: Duration = Playground.patience, _ page: () async throws -> Page
) async throws -> Bool {
  try await eventually(within: limit, every: .milliseconds(50)) {
    guard let page = try? await page() else { return false }
    return page.status == 200 && page.text.contains(text)
  }
}
