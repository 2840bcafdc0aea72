import Foundation
import Model
import Reporting
import Spec

/// A plan in a file, bound to the revision and to the live state that it was made from: applied, it
/// does what it shows or nothing, also when somebody has changed what it shows.
public struct SavedPlan: Codable, Sendable, Equatable {
  /// Bytes of a file.
  public static let sizeLimit = 256 << 20

  private static let version = "1"
  private static let kind = "Plan"

  /// ``Spec/Revision`` as text.
  public var revision: String
  /// The clubs that were asked for; empty: all.
  public var selection: [String]
  /// Whether it lets through what guards hold.
  public var allowHeld: Bool
  /// Of each club's plan, see ``Model/ClubPlan/fingerprint``.
  public var fingerprints: [String: String]
  /// By club, what could not be read when it was made.
  private var unread: [String: [ShownPlan.Unknown]]
  /// Of what it shows, see ``ShownPlan/fingerprints()``.
  private var shown: [String: String]

  /// Why a file is not a saved plan.
  public struct Unusable: Error, CustomStringConvertible {
    public let description: String
  }

  /// What a file of any version says of itself.
  private struct Heading: Decodable {
    var formatVersion: String
    var kind: String
  }

  private struct File: Decodable {
    var revision: String
    var selection: [String]
    var allowHeld: Bool
    var fingerprints: [String: String]
    /// What it shows.
    var plan: ShownPlan
  }

  init(_ plan: Plan, selection: [String], allowHeld: Bool) throws {
    revision = plan.revision.description
    self.selection = selection
    self.allowHeld = allowHeld
    fingerprints = Dictionary(plan.clubs.map { ($0.id, $0.fingerprint.description) }) { $1 }
    unread = Dictionary(
      plan.clubs.map { club in
        (club.id, club.unknown.map { ShownPlan.Unknown(service: $0.service, reason: $0.reason) })
      }
    ) { $1 }
    shown = try ShownPlan(plan).fingerprints().mapValues(\.description)
  }

  public init(json: [UInt8]) throws(Unusable) {
    let foreign = Unusable(description: "it is not a plan that `allotment plan --out` saved")
    let data = Data(json)
    guard let heading = try? JSONDecoder().decode(Heading.self, from: data),
      heading.kind == Self.kind
    else { throw foreign }
    guard heading.formatVersion == Self.version else {
      throw Unusable(
        description: "it has format \(printable(heading.formatVersion, limit: 20)), and "
          + "this version knows format \(Self.version): make the plan again")
    }
    guard let file = try? JSONDecoder().decode(File.self, from: data) else { throw foreign }
    revision = file.revision
    selection = file.selection
    allowHeld = file.allowHeld
    fingerprints = file.fingerprints
    unread = Dictionary(file.plan.clubs.map { ($0.id, $0.unknown) }) { $1 }
    guard let shown = try? file.plan.fingerprints() else { throw foreign }
    self.shown = shown.mapValues(\.description)
  }

  /// The file's text: this, and under `plan` what `plan --format json` shows, for people.
  func json(showing plan: Plan) -> String {
    let object: JSON = [
      "formatVersion": .text(Self.version), "kind": .text(Self.kind), "revision": .text(revision),
      "selection": .list(selection.map { .text($0) }), "allowHeld": .flag(allowHeld),
      "fingerprints": .object(
        fingerprints.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .text($0.value)) }),
      "plan": PlanReport.json(plan),
    ]
    return object.encoded(.indented)
  }

  /// What cannot be read now and could be when the plan was made, a line each: nobody knows then
  /// whether the plan still fits.
  func unreadable(in plan: Plan) -> [String] {
    plan.clubs.filter { fingerprints[$0.id] != $0.fingerprint.description }.flatMap { club in
      let before = unread[club.id] ?? []
      return club.unknown
        .filter { now in
          !before.contains { $0.service == now.service && $0.reason == now.reason }
        }
        .map { "\(club.id): \($0.service): \(printable($0.reason, limit: 200))" }
    }
  }

  /// What is not as it was when the plan was made, a line each; empty when all is.
  func differences(from plan: Plan) throws -> [String] {
    if plan.revision.description != revision {
      return [
        "the plan was for \(printable(revision, limit: 120)), and the repository is at "
          + "\(plan.revision)"
      ]
    }
    let now = Dictionary(plan.clubs.map { ($0.id, $0.fingerprint.description) }) { $1 }
    let moved = Set(now.keys).union(fingerprints.keys).sorted()
      .filter { now[$0] != fingerprints[$0] }
    guard moved.isEmpty else {
      return moved.map {
        "\(printable($0, limit: 60)): what is live, or what is to be done about it, has changed"
      }
    }
    let fresh = try ShownPlan(plan).fingerprints().mapValues(\.description)
    let falsified = Set(fresh.keys).union(shown.keys).sorted().filter { fresh[$0] != shown[$0] }
    let clubs = falsified.filter { !$0.isEmpty }
    guard !clubs.isEmpty else {
      return falsified.isEmpty ? [] : ["the file shows other clubs or sums than it would come to"]
    }
    return clubs.map {
      "\(printable($0, limit: 60)): the file shows something else than what it would do"
    }
  }

  /// By club.
  var expected: [String: Fingerprint] { fingerprints.mapValues { Fingerprint(hex: $0) } }
}
