import Model
public import Reconciler
import Reporting
import ServiceContract
import Spec

/// Reads all that a bundle is made of. A service that does not answer ends it: half of a club is
/// no club.
public struct Exporter: Sendable {
  public enum Failure: Error, CustomStringConvertible {
    case noClub(String)
    case noMember(String)
    case unread(service: String, reason: String)
    case noCredentials(service: String, reason: String)
    case siteTooLarge

    public var description: String {
      switch self {
      case .noClub(let id): "there is no club `\(id)`, and nothing of it is live"
      case .noMember(let id): "the club has no member `\(id)` in a readable file"
      case .unread(let service, let reason), .noCredentials(let service, let reason):
        "\(service): \(reason)"
      case .siteTooLarge: "the site's files are more than \(Exporter.mostSiteBytes) bytes"
      }
    }
  }

  private static let mostSiteBytes = 2 << 30

  private let engine: Engine
  private let fleet: Fleet
  private let now: Int64

  /// - Parameter now: seconds since 1970.
  public init(engine: Engine, fleet: Fleet, now: Int64) {
    self.engine = engine
    self.fleet = fleet
    self.now = now
  }

  /// - Parameter member: an id, for the bundle of one member alone.
  public func bundle(
    of club: String, member: String? = nil, withCredentials: Bool
  ) async throws -> Bundle {
    guard let seen = try await engine.observed(club, in: fleet, now: now) else {
      throw Failure.noClub(club)
    }
    let file = seen.declared?.hosted.club
    let person = try member.map { id in
      guard let found = file?.members.first(where: { $0.id.value == id }) else {
        throw Failure.noMember(id)
      }
      return found
    }
    var resources: [ObservedResource] = []
    for (service, observation) in seen.observations.sorted(by: { $0.key < $1.key }) {
      switch observation {
      case .complete(let found): resources += found
      case .unavailable(let reason): throw Failure.unread(service: service, reason: reason)
      }
    }
    let read = try await accounts(resources, only: member, withCredentials)
    let site = try member == nil ? site(of: file) : SiteFiles()
    let source = Bundle.Source(
      club: club, name: seen.name, file: try member == nil ? clubFile(club) : nil,
      revision: fleet.revision, resources: resources, accounts: read.accounts, untold: read.untold,
      site: site.files, siteRemarks: site.remarks, time: now)
    guard let person, let hosted = seen.declared?.hosted else { return Bundle(of: source) }
    return Bundle(of: person, address: hosted.address(of: person), in: source)
  }

  private func accounts(
    _ resources: [ObservedResource], only member: String?, _ withCredentials: Bool
  ) async throws -> (accounts: [String: [AccountContent]], untold: [String]) {
    var accounts: [String: [AccountContent]] = [:]
    var untold: [String] = []
    let whole = resources.filter { $0.id.kind.name == "account" && $0.problem == nil }
    for (service, resources) in Dictionary(grouping: whole, by: \.id.service) {
      guard let reader = engine.services[service] as? any AccountReading else {
        throw Failure.unread(service: service, reason: "it cannot tell what its accounts hold")
      }
      untold += reader.untold
      for (host, users) in Dictionary(
        grouping: resources.compactMap { Address($0.id.name) }, by: \.host)
      {
        let names = users.map(\.user).filter { member == nil || $0 == member }.sorted()
        guard !names.isEmpty else { continue }
        do {
          accounts[host, default: []] += try await reader.contents(
            of: names, on: host, withCredentials: withCredentials)
        } catch  where error.code == "no-credentials" {
          throw Failure.noCredentials(service: service, reason: "\(error)")
        } catch { throw Failure.unread(service: service, reason: "\(error)") }
      }
    }
    return (accounts, untold)
  }

  private func clubFile(_ id: String) throws -> [UInt8]? {
    guard let club = fleet.clubs[id] else { return nil }
    return try fleet.content?.read(club.content, limit: 1 << 20)
  }

  /// A static site, as the repository has it.
  private struct SiteFiles {
    var files: [String: [UInt8]] = [:]
    /// What is no file, in plain words.
    var remarks: [String] = []
  }

  private func site(of club: Club?) throws -> SiteFiles {
    var site = SiteFiles()
    guard case .static(let path)? = club?.site?.content, let content = fleet.content else {
      return site
    }
    var bytes = 0
    var folders = [""]
    while let folder = folders.popLast() {
      for entry in try content.list(path.value + folder) ?? [] {
        let place = "\(folder)/\(entry.name)"
        switch entry.kind {
        case .folder: folders.append(place)
        case .file:
          let file = try content.read(entry.id, limit: 1 << 30)
          bytes += file.count
          guard bytes <= Self.mostSiteBytes else { throw Failure.siteTooLarge }
          site.files[String(place.dropFirst())] = file
        case .link:
          let target = try target(of: entry, in: content)
          site.remarks.append("site\(place) is not in it: it is a link\(target)")
        case .other:
          site.remarks.append("site\(place) is not in it: it is neither a file nor a folder")
        }
      }
    }
    site.remarks.sort()
    return site
  }

  /// ` to sub/a.txt`; nothing for what is too long to be a link's target.
  private func target(
    of link: RepositoryEntry, in content: any RepositoryContent
  ) throws -> String {
    do {
      let bytes = try content.read(link.id, limit: 4_096)
      return " to \(printable(String(decoding: bytes, as: UTF8.self), limit: 200))"
    } catch let error as any ContentError where error.isTooLarge { return "" }
  }
}

/// `rose@chess.example`
struct Address {
  var user: String
  var host: String

  init?(_ name: String) {
    guard let at = name.firstIndex(of: "@") else { return nil }
    user = String(name[..<at])
    host = String(name[name.index(after: at)...])
  }
}
