import Model
import Reconciler
import ServiceContract
import Source
import Spec
import Synchronization
import TestSupport
import Testing

@testable import Portability

/// Whatever is live, what is written of it validates, and what is left out is told.
struct ImportedSpecsTests {
  /// A chat domain as its server shows it.
  private struct Host {
    var name: String
    var mark: String?
    var accounts = ["rose"]
    var state: String?
    /// By room.
    var topics: [String: String] = [:]
  }

  private func service(_ name: String, _ hosts: [Host]) -> SimulatedService {
    let service = SimulatedService(name)
    service.state.withLock { state in
      for host in hosts {
        state.unmanaged.append(
          Unmanaged(service: name, kind: "vhost", name: host.name, mark: host.mark))
      }
      state.shows = { club in
        guard let vhost = club.resources.first,
          let host = hosts.first(where: { $0.name == vhost.name })
        else { return [] }
        func thing(_ kind: String, _ name: String, _ fields: Fields) -> ObservedResource {
          ObservedResource(
            id: ResourceID(
              club: club.club, service: vhost.service, kind: Kind(kind, rank: 10), name: name),
            fields: fields, mark: host.mark)
        }
        return host.accounts.map {
          var fields: Fields = ["name": .text($0)]
          if let state = host.state { fields["state"] = .text(state) }
          return thing("account", "\($0)@\(host.name)", fields)
        }
          + host.topics.map {
            thing("room", "\($0.key)@conference.\(host.name)", ["topic": .text($0.value)])
          }
      }
    }
    return service
  }

  /// What was written, which has no error.
  private func imported(
    _ services: [any Service]
  ) async throws -> (result: Importer.Result, clubs: [String: Club]) {
    let result = try await Importer(services: services).run()
    let folder = try TemporaryDirectory()
    try NewFolder.write(result.files, to: folder("out"))
    let fleet = try loadedFleet(folder("out"))
    let errors = fleet.repository.diagnostics.filter { $0.severity == .error }
    #expect(errors == [], "\(errors.map { "\($0.location) \($0.message)" })")
    #expect(Set(result.clubs) == Set(fleet.clubs.keys))
    return (result, fleet.clubs.compactMapValues(\.club))
  }

  @Test func `long names give ids that are ids, each its own`() async throws {
    let long = String(repeating: "a", count: 39)
    let hosts = [
      Host(name: "\(long)-b.example"), Host(name: "\(long)-c.example"),
      Host(name: "\(long).example"),
      Host(name: "\(long)-b.test.example"), Host(name: "a--b.example"), Host(name: "ab--c.example"),
      Host(name: "а-б.example"), Host(name: "chess.example", mark: "../../etc"),
      Host(name: "go.example", mark: "go-club"), Host(name: "go.test", mark: "go-club"),
    ].filter { DomainName.problemForClub($0.name) == nil }
    let (result, clubs) = try await imported([service("prosody", hosts)])
    #expect(result.clubs.count == hosts.count && Set(result.clubs).count == hosts.count)
    #expect(result.clubs.allSatisfy(ClubID.isValid), "\(result.clubs)")
    #expect(clubs[long] != nil && clubs["go-club"] != nil && clubs["go"] != nil)
    #expect(Set(clubs.values.compactMap(\.domain?.value.unicode)) == Set(hosts.map(\.name)))
  }

  @Test func `a topic that no file can have is cleaned and cut, and told`() async throws {
    let topics = [
      "long": String(repeating: "é", count: 2500), "turned": "a\u{202E}b\u{0}c", "plain": "a\tb\nc",
      "secret": "https://rose:hunter22@chess.example/", "windows": "a\r\nb", "blank": "\u{7}",
    ]
    let (result, clubs) = try await imported([
      service("prosody", [Host(name: "chess.example", topics: topics)])
    ])
    let rooms = try #require(clubs["chess"]?.chat?.rooms)
    let written = Dictionary(uniqueKeysWithValues: rooms.map { ($0.id.value, $0.topic?.value) })
    #expect(
      written == [
        "long": String(repeating: "é", count: 2000), "turned": "abc", "plain": "a\tb\nc",
        "secret": nil, "windows": "a\nb", "blank": nil,
      ])
    for part in [
      "room long is cut to 2000", "room turned is written without", "room secret is left out",
      "room blank is written without",
    ] {
      #expect(result.warnings.contains { $0.contains(part) }, "\(part): \(result.warnings)")
    }
    for room in ["plain", "windows"] {
      #expect(!result.warnings.contains { $0.contains("room \(room)") }, "\(result.warnings)")
    }
    #expect(!result.warnings.contains { $0.contains("hunter22") })
  }

  @Test func `what can be no club is left out, and told`() async throws {
    let hosts = [
      Host(name: "chess.example"), Host(name: "empty.example", accounts: [], topics: ["hall": "a"]),
      Host(name: "www.chess.example"), Host(name: "co.uk"), Host(name: "localhost"),
      Host(name: "post.example", accounts: ["postmaster"]),
      Host(name: "gone.example", state: "left"),
    ]
    let (result, clubs) = try await imported([
      service("ejabberd", hosts), service("prosody", [hosts[0]]),
    ])
    #expect(Set(clubs.keys) == ["chess"])
    for name in hosts.dropFirst().map(\.name) + ["chess.example"] {
      #expect(
        result.warnings.contains { $0.hasPrefix("\(name) is left out") },
        "\(name): \(result.warnings)")
    }
    #expect(result.warnings.contains { $0.contains("0 accounts and 1 rooms") })
  }

  @Test func `a domain below another is delegated by the one above`() async throws {
    let (_, clubs) = try await imported([
      service(
        "prosody",
        ["ops.example", "sub.ops.example", "deep.sub.ops.example", "chess.example"].map {
          Host(name: $0)
        })
    ])
    func delegates(_ id: String) -> [String]? { clubs[id]?.delegates.map(\.value.unicode) }
    #expect(delegates("ops") == ["deep.sub.ops.example", "sub.ops.example"])
    #expect(delegates("sub") == ["deep.sub.ops.example"])
    #expect(delegates("deep") == [] && delegates("chess") == [])
  }

  @Test func `a closed club is written as one`() async throws {
    let (result, clubs) = try await imported([
      service(
        "prosody",
        [Host(name: "chess.example", mark: "chess", accounts: ["rose", "dan"], state: "suspended")])
    ])
    let chess = try #require(clubs["chess"])
    #expect(chess.members.allSatisfy { $0.state.value == .active } && chess.members.count == 2)
    #expect("\(chess.lifecycle.value)".contains("suspended"))
    #expect(result.warnings.contains { $0.contains("written as suspended") })
  }
}
