import Foundation
import TestSupport
import Testing

/// Any JSON.
indirect enum JSONValue: Decodable, Sendable, Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  subscript(_ key: String) -> JSONValue? {
    if case .object(let values) = self { values[key] } else { nil }
  }

  var list: [JSONValue] { if case .list(let values) = self { values } else { [] } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var keys: Set<String> { if case .object(let values) = self { Set(values.keys) } else { [] } }
}

/// `plan --format json`.
struct PlanReport: Decodable, Sendable, Equatable {
  struct Place: Decodable, Sendable, Equatable {
    var file: String
    var line: Int
    var column: Int
  }

  struct Field: Decodable, Sendable, Equatable {
    var path: String
    var before: JSONValue?
    var after: JSONValue?
  }

  struct Change: Decodable, Sendable, Equatable {
    var id: String
    var action: String
    var service: String
    var kind: String
    var name: String
    var fields: [Field]
    var origin: Place?
    var reason: String
    var held: JSONValue?
  }

  struct Unmanaged: Decodable, Sendable, Equatable {
    var service: String
    var kind: String
    var name: String
  }

  struct Unknown: Decodable, Sendable, Equatable {
    var service: String
    var reason: String
  }

  struct Club: Decodable, Sendable, Equatable {
    var id: String
    var sync: String
    var changes: [Change]
    var unmanaged: [Unmanaged]
    var unknown: [Unknown]
  }

  var formatVersion: String
  var revision: String
  var inSync: Bool
  var summary: [String: Int]
  var clubs: [Club]

  var changes: [Change] { clubs.flatMap(\.changes) }

  func change(_ id: String) throws -> Change {
    try #require(changes.first { $0.id == id }, "\(id) is not in \(changes.map(\.id))")
  }

  func club(_ id: String) throws -> Club { try #require(clubs.first { $0.id == id }) }
}

/// `status --format json` and `/api/v1/clubs`.
struct StatusReport: Decodable, Sendable {
  struct Condition: Decodable, Sendable {
    var type: String
    var status: String
    var reason: String
    var message: String
    var observedRevision: String?
    var lastTransitionTime: String
  }

  struct Club: Decodable, Sendable {
    var id: String
    var sync: String
    var health: String
    var lastAttemptedRevision: String?
    var lastAppliedRevision: String?
    var conditions: [Condition]

    func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }

    func isSynced(at commit: String) -> Bool {
      sync == "Synced" && lastAppliedRevision == "main@sha1:\(commit)"
    }
  }

  var formatVersion: String
  var revision: String?
  var clubs: [Club]
}

/// The JSON on standard output.
func decoded<Value: Decodable>(_ finished: Finished) throws -> Value {
  do {
    return try JSONDecoder().decode(Value.self, from: Data(finished.output.utf8))
  } catch {
    throw ServerFailure("no such JSON (\(error)): \(finished.story)")
  }
}
