import HTTPTypes
import Hummingbird
import Inventory
import Model
import Reconciler
import Reporting
import Spec

/// The page that says how the provider's clubs are: for a club's secretary and for who is on call.
///
/// It is one document without scripts and without anything from elsewhere.
struct StatusPage {
  let report: AgentReport
  let provider: String?
  let services: [String]
  let version: String
  let audience: Audience

  /// Clubs that are listed; the API has them all.
  static let maximumRows = 1_000

  var response: Response {
    let nonce = Self.nonce()
    var response = Response.text(.ok, markup(nonce: nonce), type: "text/html; charset=utf-8")
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'nonce-\(nonce)'; img-src data:; base-uri 'none'; "
      + "form-action 'none'; frame-ancestors 'none'"
    return response
  }

  func markup(nonce: String) -> String { document(nonce: nonce).markup }

  /// 128 random bits: no style but ours is used, whatever a value manages to say.
  private static func nonce() -> String {
    var random = SystemRandomNumberGenerator()
    return String(random.next() as UInt64, radix: 36) + String(random.next() as UInt64, radix: 36)
  }

  private var title: String { provider.map { "\($0): how the clubs are" } ?? "How the clubs are" }

  private func document(nonce: String) -> HTML {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <meta http-equiv="refresh" content="60">
    <title>\(title)</title>
    <link rel="icon" href="data:,">
    <style nonce="\(nonce)">\(Style.sheet)</style>
    </head>
    <body>
    <main>
    <header>
    <p class="provider">\(provider ?? "allotment")</p>
    \(headline)
    </header>
    \(ClubTable(report: report, audience: audience, limit: Self.maximumRows).html)
    <div class="panels">
    \(ServicePanel(report: report, services: services, audience: audience).html)
    \(SourcePanel(report: report, audience: audience).html)
    \(LivePanel(report: report, audience: audience).html)
    </div>
    <footer>allotment \(version) · as of \(time(report.now)) · refreshed every minute</footer>
    </main>
    </body>
    </html>

    """
  }

  private var headline: HTML {
    let words = report.clubs.map { ClubWords($0, now: report.now) }
    let bad = words.count(where: \.needsAttention)
    let busy = words.count { $0.tone == .busy }
    let total = report.clubs.count
    if total == 0 { return "<h1 class=\"calm\">No clubs yet</h1>" }
    if bad > 0 {
      return """
        <h1 class="bad">\(bad) of \(count(total, "club")) \(bad == 1 ? "needs" : "need") a look</h1>
        """
    }
    if busy > 0 {
      return "<h1 class=\"busy\">Changes are due or under way for \(count(busy, "club"))</h1>"
    }
    let all =
      switch total {
      case 1: "The club is"
      case 2: "Both clubs are"
      default: "All \(total) clubs are"
      }
    return "<h1 class=\"good\">\(all) well</h1>"
  }
}

/// A moment, for people and for machines.
func time(_ seconds: Int64) -> HTML {
  let iso = timestamp(seconds)
  let day = iso.prefix(10)
  let clock = iso.dropFirst(11).prefix(5)
  return "<time datetime=\"\(iso)\">\(day) \(clock) UTC</time>"
}
