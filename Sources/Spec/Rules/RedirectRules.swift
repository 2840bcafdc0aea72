/// Redirects from one club's site to another one's.
extension FleetRules {
  /// A loop is an error at each of its lines, a chain a warning.
  mutating func checkRedirects() {
    let starts = index.redirects.compactMap { row -> RedirectWalk.Step? in
      guard let owner = owner(of: row, in: hostOwners), let other = entries[owner].claims,
        other.redirect != nil || !other.redirects.isEmpty
      else { return nil }
      return RedirectWalk.Step(club: row.club, line: row.item < 0 ? nil : Int(row.item))
    }
    guard !starts.isEmpty else { return }
    var walk = RedirectWalk(entries, hostOwners)
    let loops = walk.loops(from: starts)
    for (line, next) in loops {
      add(
        .redirectLoop, "this redirect leads back to itself over another club's site",
        Int(line.club), at: walk.position(of: line),
        hint: line.index == nil
          ? "one of the sites must have something to show" : "take one of its redirects out",
        related: (Int(next.club), walk.position(of: next), "goes on here"))
    }
    let looping = Set(loops.map(\.line))
    for start in starts where !looping.contains(start.line) {
      guard let next = walk.next(start)?.line, next.club != start.club else { continue }
      add(
        .redirectChain, "this redirect leads to another one, of another club's site",
        Int(start.club), at: walk.position(of: start.line), severity: .warning,
        hint: "name the last target at once",
        related: (Int(next.club), walk.position(of: next), "goes on here"))
    }
  }
}

/// Follows redirects over all clubs as browsers do.
struct RedirectWalk {
  /// A redirect that is written somewhere.
  struct Line: Hashable, Comparable {
    var club: Int32
    /// Of the site's redirects; nil for the redirect of the whole site.
    var index: Int?

    static func < (a: Self, b: Self) -> Bool {
      (a.club, a.index ?? -1) < (b.club, b.index ?? -1)
    }
  }

  /// A redirect that is followed.
  struct Step: Hashable {
    var line: Line
    /// The page that was asked for, where the answer depends on it; nil: any that has no redirect
    /// of its own.
    var page: String?

    var club: Int32 { line.club }

    init(club: Int32, line: Int?, page: String? = nil) {
      self.line = Line(club: club, index: line)
      self.page = page
    }
  }

  /// Where a redirect leads.
  private struct Target {
    /// Nil for the club's own.
    var host: DomainName?
    var path: String
    /// Whether the page that was asked for is put behind the path.
    var keepsPage = false
  }

  /// The redirects of one club's site.
  private struct Lines {
    /// By ``RedirectPath/key(_:)``.
    var sources: [String: Int] = [:]
    var whole: Target?
  }

  /// A page with a longer name has no redirect of its own: so that what grows with every round ends.
  private static let longestPage = 200

  private let entries: [CachedClub]
  private let hostOwners: [Int: Int32]
  private var lines: [Int32: Lines] = [:]

  init(_ entries: [CachedClub], _ hostOwners: [Int: Int32]) {
    self.entries = entries
    self.hostOwners = hostOwners
  }

  /// The lines of all loops over several clubs that the starts lead to, each with the next one; in
  /// order. Each step is gone once.
  mutating func loops(from starts: [Step]) -> [(line: Line, next: Line)] {
    var done: Set<Step> = []
    var found: [Line: Line] = [:]
    for start in starts {
      var path: [Step] = []
      var at: [Step: Int] = [:]
      var step: Step? = start
      while let here = step, done.insert(here).inserted {
        at[here] = path.count
        path.append(here)
        step = next(here)
      }
      guard let again = step, let first = at[again] else { continue }
      let loop = path[first...]
      guard loop.contains(where: { $0.club != again.club }) else { continue }
      for (index, step) in loop.enumerated() where found[step.line] == nil {
        found[step.line] = path[first + (index + 1) % loop.count].line
      }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The redirect that a redirect leads to; nil where it leads to a page.
  mutating func next(_ step: Step) -> Step? {
    guard let target = target(of: step.line) else { return nil }
    var club = step.club
    if let host = target.host {
      let hash = NameHash.host(host.ascii[...])
      guard let owner = hostOwners[hash],
        let hosts = entries[Int(owner)].claims?.hosts,
        hosts.contains(where: { $0.hash == hash && $0.text == host.ascii })
      else { return nil }
      club = owner
    }
    var page: String? = target.path
    if target.keepsPage {
      page = step.page.map { RedirectPath.trimmed((target.path == "/" ? "" : target.path) + $0) }
    }
    if let long = page, long.utf8.count > RedirectWalk.longestPage { page = nil }
    let lines = lines(of: club)
    if let page, let line = lines.sources[page] { return Step(club: club, line: line) }
    guard let whole = lines.whole else { return nil }
    return Step(club: club, line: nil, page: whole.keepsPage ? page : nil)
  }

  func position(of line: Line) -> SourcePosition {
    let claims = entries[Int(line.club)].claims
    return (line.index.map { claims?.redirects[$0].to.position } ?? claims?.redirect?.position)
      ?? .start
  }

  private mutating func target(of line: Line) -> Target? {
    guard let index = line.index else { return lines(of: line.club).whole }
    guard let to = entries[Int(line.club)].claims?.redirects[index].to.value else { return nil }
    return RedirectWalk.target(to)
  }

  private static func target(_ text: String) -> Target? {
    if let path = RedirectPath.target(text, onHosts: []) { return Target(host: nil, path: path) }
    // Another port may be another server.
    guard let url = try? WebAddress(text), [nil, 80, 443].contains(url.port) else { return nil }
    return Target(host: url.host, path: RedirectPath.key(url.path.isEmpty ? "/" : url.path))
  }

  private mutating func lines(of club: Int32) -> Lines {
    if let known = lines[club] { return known }
    var new = Lines()
    if let claims = entries[Int(club)].claims {
      for (index, redirect) in claims.redirects.enumerated() {
        let source = RedirectPath.key(redirect.from.value)
        if new.sources[source] == nil { new.sources[source] = index }
      }
      if let url = claims.redirectURL {
        new.whole = RedirectWalk.target(url)
        new.whole?.keepsPage = RedirectPath.keepsPage(url)
      }
    }
    lines[club] = new
    return new
  }
}
