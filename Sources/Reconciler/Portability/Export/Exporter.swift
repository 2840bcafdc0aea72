import Model
public import Reconciler
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
    let source = Bundle.Source(
      club: club, name: seen.name, declared: file, file: try member == nil ? clubFile(club) : nil,
      revision: fleet.revision, resources: resources, accounts: read.accounts, untold: read.untold,
      site: try member == nil ? site(of: file) : [:], time: now)
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

  /// The files of the static site, as the repository has them.
  private func site(of club: Club?) throws -> [String: [UInt8]] {
    guard case .static(let path)? = club?.site?.content, let content = fleet.content else {
      return [:]
    }
    var files: [String: [UInt8]] = [:]
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
          files[String(place.dropFirst())] = file
        case .link, .other: break
        }
      }
    }
    return files
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
