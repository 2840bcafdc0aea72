import Model
public import ServiceContract
import Spec

/// Makes a repository of what is live: specs that validate, and whose plan only takes over what is
/// there.
public struct Importer: Sendable {
  public struct Result: Sendable {
    /// By path.
    public var files: [String: [UInt8]] = [:]
    /// Ids.
    public var clubs: [String] = []
    /// What the files cannot say, in plain words.
    public var warnings: [String] = []
  }

  private let services: [any Service]
  private let domain: String?

  /// - Parameter domain: this one alone, in U-labels.
  public init(services: [any Service], domain: String? = nil) {
    self.services = services
    self.domain = domain
  }

  /// - Throws: ``ServiceFailure`` when a service cannot be read: half of a club is no club.
  public func run() async throws -> Result {
    var result = Result()
    let found = try await strangers()
    var clubs: [LiveClub] = []
    var placements: Set<String> = []
    let web = found.first {
      !$0.things.allSatisfy { $0.kind == "vhost" } && $0.service is any SiteReading
    }
    for (service, things) in found {
      for thing in things where thing.kind == "vhost" {
        guard domain == nil || thing.name == domain else { continue }
        if let problem = problem(thing, clubs) {
          result.warnings.append("\(thing.name) is left out: \(problem)")
          continue
        }
        let id = clubID(thing, taken: Set(clubs.map(\.id)))
        guard let club = try await read(id, thing, of: service, web, to: &result) else { continue }
        clubs.append(club)
        placements.insert(service.name)
      }
    }
    for club in clubs.delegating() {
      let writer = ClubWriter(club)
      result.files["clubs/\(club.id).yaml"] = writer.document
      result.clubs.append(club.id)
      result.warnings += writer.warnings.map { "\(club.id): \($0)" }
    }
    let chosen = placements.sorted()
    result.files["provider.yaml"] = provider(chosen, web: web?.service.name)
    if placements.count > 1 {
      result.warnings.append("there are several chat services: give each club its `placement:`")
    }
    return result
  }

  /// Why a domain cannot be a club's.
  private func problem(_ vhost: Unmanaged, _ clubs: [LiveClub]) -> String? {
    if let problem = DomainName.problemForClub(vhost.name) {
      return "no club can have this domain: \(problem)"
    }
    let name = try? DomainName(parsing: vhost.name)
    if clubs.contains(where: { (try? DomainName(parsing: $0.domain)) == name }) {
      return "on `\(vhost.service)`, because it is on another service too"
    }
    return nil
  }

  private typealias Found = (service: any Service, things: [Unmanaged])

  /// Everything that belongs to no club that is asked for: to none, that is all.
  private func strangers() async throws -> [Found] {
    var found: [Found] = []
    for service in services.sorted(by: { $0.name < $1.name }) {
      found.append((service, try await service.sweep([], cold: false).unmanaged))
    }
    return found
  }

  /// Nil for what can be no club, which is told.
  private func read(
    _ id: String, _ vhost: Unmanaged, of service: any Service, _ web: Found?,
    to result: inout Result
  ) async throws -> LiveClub? {
    let host = ResourceID(
      club: id, service: service.name, kind: Kind("vhost", rank: 0, namesHost: true),
      name: vhost.name)
    let seen = await service.observe([Scope(club: id, resources: [host])])[id]
    guard case .complete(let resources)? = seen else {
      guard case .unavailable(let reason)? = seen else { return nil }
      throw ServiceFailure.unreachable("\(service.name): \(vhost.name): \(reason)")
    }
    var club = LiveClub(id: id, domain: vhost.name, resources)
    if let reader = service as? any AccountReading, vhost.mark == nil {
      club.learn(
        from: try await reader.contents(
          of: club.people.map(\.id), on: vhost.name, withCredentials: false))
    }
    guard ClubWriter.hasSomebody(club) else {
      let things = "\(club.people.count) accounts and \(club.rooms.count) rooms"
      result.warnings.append(
        "\(vhost.name) is left out, with \(things): no account there can be an active member, and "
          + "a club has one who looks after it")
      return nil
    }
    if let web { try await addSite(to: &club, vhost, web, &result) }
    return club
  }

  private func addSite(
    to club: inout LiveClub, _ vhost: Unmanaged, _ web: Found, _ result: inout Result
  ) async throws {
    let mine = web.things.filter {
      $0.name == vhost.name || ($0.mark != nil && $0.mark == vhost.mark)
    }
    guard !mine.isEmpty else { return }
    let owner = vhost.mark ?? mine.compactMap(\.mark).first ?? club.id
    let hosts = mine.map {
      ResourceID(
        club: owner, service: web.service.name, kind: Kind($0.kind, rank: 40, namesHost: true),
        name: $0.name)
    }
    let seen = await web.service.observe([Scope(club: owner, resources: Set(hosts))])[owner]
    guard case .complete(let resources)? = seen else {
      throw ServiceFailure.unreachable("\(web.service.name): \(vhost.name) cannot be read")
    }
    let site = ImportedSite(club: club.id, domain: vhost.name, resources)
    club.site = site
    club.warnings += site.warnings
    if let folder = site.folder, let reader = web.service as? any SiteReading {
      for (path, bytes) in try await reader.pages(of: vhost.name) ?? [:] {
        result.files["\(folder)/\(path)"] = bytes
      }
    }
  }

  /// The id that its mark says; the domain's first label otherwise, or as much as makes it unique.
  private func clubID(_ vhost: Unmanaged, taken: Set<String>) -> String {
    func isFree(_ id: String) -> Bool { ClubID.isValid(id) && !taken.contains(id) }
    if let mark = vhost.mark, isFree(mark) { return mark }
    let ascii = (try? DomainName(parsing: vhost.name))?.ascii ?? vhost.name
    let labels = ascii.split(separator: ".").map { $0.hasPrefix("xn--") ? $0.dropFirst(4) : $0 }
    let names = (1...labels.count).map { trimmed(labels.prefix($0).joined(separator: "-"), to: 40) }
    if let id = names.first(where: isFree) { return id }
    let start = names.first(where: ClubID.isValid).map { trimmed($0, to: 30) } ?? "club"
    var number = 2
    while !isFree("\(start)-\(number)") { number += 1 }
    return "\(start)-\(number)"
  }

  /// An id neither begins nor ends with a hyphen.
  private func trimmed(_ text: String, to length: Int) -> String {
    var id = text.drop { $0 == "-" }.prefix(length)
    while id.last == "-" { id.removeLast() }
    return String(id)
  }

  private func provider(_ chat: [String], web: String?) -> [UInt8] {
    let placements = chat.map { name -> YAMLValue.Entry in
      var services: [YAMLValue.Entry] = [.init("chat", .text(name))]
      if let web { services.append(.init("web", .text(web))) }
      return .init(name, .mapping(services))
    }
    var entries: [YAMLValue.Entry] = [
      .init("apiVersion", .text("allotment/v1")), .init("kind", .text("Provider")),
      .init("name", .text("Our provider")), .init("domain", .text("clubs.provider.invalid")),
      .init("contacts", .mapping([.init("abuse", .text("abuse@provider.invalid"))])),
      .init("placements", .mapping(placements)),
    ]
    if let first = chat.first {
      entries.append(.init("defaults", .mapping([.init("placement", .text(first))])))
    }
    return YAMLValue.mapping(entries).document(comments: [
      "Made by `allotment import`. Write your own name, domain and contact for abuse before you",
      "apply it: the clubs' domains name them.",
    ])
  }
}

extension [LiveClub] {
  /// With the names of each other below a club's own as its `delegates`.
  fileprivate func delegating() -> [LiveClub] {
    let names = map { club in
      ([club.domain] + (club.site?.aliases ?? [])).compactMap { try? DomainName(parsing: $0) }
    }
    return indices.map { index in
      var club = self[index]
      let others = indices.filter { $0 != index }.flatMap { names[$0] }
      let below = others.filter { name in
        names[index].contains { name != $0 && name.isWithin($0) }
      }
      club.delegates = Set(below).sorted().map(\.unicode)
      return club
    }
  }
}
