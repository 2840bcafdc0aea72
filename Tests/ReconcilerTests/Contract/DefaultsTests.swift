import CaddyService
import ChatContract
import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import ProsodyService

/// What the schema says that an absent key means, it means live.
@Suite struct DefaultsTests {
  @Test func `a default that is written changes nothing of a club`() throws {
    var filling = try Filling(.club)
    let short = try JSONSerialization.jsonObject(with: Data(Self.club.utf8))
    let long = filling.filled(short)
    #expect(filling.count >= 20, "\(long)")
    let some = try Self.resources(of: short)
    #expect(some.count >= 6)
    #expect(try Self.resources(of: long) == some)
  }

  @Test func `a default that is written changes nothing of the provider's policy`() throws {
    var filling = try Filling(.provider)
    let short = try JSONSerialization.jsonObject(with: Data(Self.provider.utf8))
    let long = filling.filled(short)
    #expect(filling.count >= 7, "\(long)")
    let policy = try Self.read(short).policy
    #expect(policy == Policy())
    #expect(try Self.read(long).policy == policy)
  }

  private static let club = """
    {"apiVersion": "allotment/v1", "kind": "Club", "id": "chess", "name": "Chess Club",
      "members": [{"id": "rose", "name": "Rose", "role": "owner"}, {"id": "dan", "name": "Dan"}],
      "groups": {"committee": ["rose"]},
      "chat": {"rooms": [{"id": "hall"}, {"id": "board", "members": ["committee"]}]},
      "site": {"static": {"path": "sites/chess"}, "redirects": [{"from": "/a", "to": "/b"}]}}
    """

  private static let provider = """
    {"apiVersion": "allotment/v1", "kind": "Provider", "name": "Hosting",
      "domain": "clubs.example", "contacts": {"abuse": "abuse@clubs.example"},
      "policy": {"holdOver": {}}}
    """

  private static func read(_ json: Any) throws -> Provider {
    let read = RepositoryLoader.provider(bytes: try bytes(json))
    #expect(read.diagnostics.isEmpty)
    return try #require(read.provider)
  }

  /// What the club is on both services, without the places.
  private static func resources(of json: Any) throws -> [String: Fields] {
    let provider = try read(JSONSerialization.jsonObject(with: Data(Self.provider.utf8)))
    let read = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "0"), bytes: try bytes(json),
      provider: provider)
    #expect(read.diagnostics.isEmpty)
    let club = DeclaredClub(
      hosted: HostedClub(club: try #require(read.club.club), provider: provider),
      siteTree: ContentID(hex: "1"))
    let resources =
      ChatDefinition(service: "prosody").resources(for: club)
      + CaddyDefinition(service: "caddy").resources(for: club)
    return Dictionary(uniqueKeysWithValues: resources.map { ($0.id.description, $0.fields) })
  }

  private static func bytes(_ json: Any) throws -> [UInt8] {
    Array(try JSONSerialization.data(withJSONObject: json, options: .withoutEscapingSlashes))
  }
}

/// Writes the defaults of a schema into a document.
private struct Filling {
  private let schema: [String: Any]
  /// How many keys were added.
  private(set) var count = 0

  init(_ document: SpecDocument) throws {
    let schema = try JSONSerialization.jsonObject(with: Data(document.schema.utf8))
    self.schema = try #require(schema as? [String: Any])
  }

  mutating func filled(_ value: Any) -> Any { filled(value, schema) }

  private mutating func filled(_ value: Any, _ schema: [String: Any]) -> Any {
    if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
      return list.map { filled($0, items) }
    }
    guard var object = value as? [String: Any] else { return value }
    for choice in schema["oneOf"] as? [[String: Any]] ?? [] where choice["properties"] != nil {
      return filled(value, choice)
    }
    for (key, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
      if let old = object[key] {
        object[key] = filled(old, property)
      } else if let absent = property["default"] {
        object[key] = absent
        count += 1
      }
    }
    return object
  }
}
