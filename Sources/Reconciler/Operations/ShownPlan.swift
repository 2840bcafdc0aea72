import Foundation
import Model
import Reporting

/// What a saved plan shows of what it does: as much of `plan --format json` as does not change while
/// time goes by.
struct ShownPlan: Decodable, Sendable {
  struct Club: Codable, Sendable, Equatable {
    var id: String
    var name: String
    var sync: String
    /// In the order in which they are made.
    var changes: [Change]
    var unknown: [Unknown]
  }

  struct Change: Codable, Sendable, Equatable {
    var id: String
    var action: String
    var service: String
    var kind: String
    var name: String
    var fields: [Field]
    var cause: String
    var held: Held?
    var movesFrom: String?
  }

  struct Field: Codable, Sendable, Equatable {
    var path: String
    var before: Value?
    var after: Value?
    var concealed: Bool?
  }

  struct Held: Codable, Sendable, Equatable {
    var by: String
    var message: String
  }

  struct Unknown: Codable, Sendable, Equatable {
    var service: String
    var reason: String
  }

  /// ``Model/Value`` as JSON has it.
  enum Value: Sendable, Equatable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case list([String])
    case map([String: String])
  }

  /// All but the clubs themselves.
  private struct Frame: Encodable {
    var revision: String
    var inSync: Bool
    var summary: [String: Int64]
    var clubs: [String]
  }

  var revision: String
  var inSync: Bool
  var summary: [String: Int64]
  var clubs: [Club]

  /// As the plan is shown in JSON: there is no second way to say what a plan is.
  init(_ plan: Plan) throws {
    let shown = PlanReport.json(plan).encoded()
    self = try JSONDecoder().decode(ShownPlan.self, from: Data(shown.utf8))
  }

  /// By club, and of the rest under an empty name: equal for plans that show the same.
  func fingerprints() throws -> [String: Fingerprint] {
    var prints: [String: Fingerprint] = [:]
    for var club in clubs {
      // What a service says in place of an answer may be another thing each time.
      for index in club.unknown.indices { club.unknown[index].reason = "" }
      prints[club.id] = try fingerprint(club)
    }
    prints[""] = try fingerprint(
      Frame(revision: revision, inSync: inSync, summary: summary, clubs: clubs.map(\.id)))
    return prints
  }

  private func fingerprint(_ part: some Encodable) throws -> Fingerprint {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(part), as: UTF8.self)
    return Fingerprint(of: ["shown": .text(text)])
  }
}

extension ShownPlan.Value: Codable {
  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Int64.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([String].self) {
      self = .list(list)
    } else {
      self = .map(try value.decode([String: String].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .list(let list): try container.encode(list)
    case .map(let map): try container.encode(map)
    }
  }
}
