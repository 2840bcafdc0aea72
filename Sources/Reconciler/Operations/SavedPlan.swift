import Foundation
import Model
import Reporting
import Spec

/// A plan in a file, bound to the revision and to the live state that it was made from: applied, it
/// does what it shows or nothing.
public struct SavedPlan: Codable, Sendable, Equatable {
  /// Bytes of a file.
  public static let sizeLimit = 256 << 20

  private static let version = "1"
  private static let kind = "Plan"

  private var formatVersion: String
  private var kind: String
  /// ``Spec/Revision`` as text.
  public var revision: String
  /// The clubs that were asked for; empty: all.
  public var selection: [String]
  /// Whether it lets through what guards hold.
  public var allowHeld: Bool
  /// Of each club's plan, see ``Model/ClubPlan/fingerprint``.
  public var fingerprints: [String: String]

  /// Why a file is not a saved plan.
  public struct Unusable: Error, CustomStringConvertible {
    public let description: String
  }

  init(_ plan: Plan, selection: [String], allowHeld: Bool) {
    formatVersion = Self.version
    kind = Self.kind
    revision = plan.revision.description
    self.selection = selection
    self.allowHeld = allowHeld
    fingerprints = Dictionary(plan.clubs.map { ($0.id, $0.fingerprint.description) }) { $1 }
  }

  public init(json: [UInt8]) throws(Unusable) {
    guard let read = try? JSONDecoder().decode(SavedPlan.self, from: Data(json)),
      read.kind == Self.kind
    else { throw Unusable(description: "it is not a plan that `allotment plan --out` saved") }
    guard read.formatVersion == Self.version else {
      throw Unusable(
        description: "it has format \(printable(read.formatVersion, limit: 20)), and "
          + "this version knows format \(Self.version): make the plan again")
    }
    self = read
  }

  /// The file's text: this, and under `plan` what `plan --format json` shows, for people.
  func json(showing plan: Plan) -> String {
    let object: JSON = [
      "formatVersion": .text(formatVersion), "kind": .text(kind), "revision": .text(revision),
      "selection": .list(selection.map { .text($0) }), "allowHeld": .flag(allowHeld),
      "fingerprints": .object(
        fingerprints.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .text($0.value)) }),
      "plan": PlanReport.json(plan),
    ]
    return object.encoded(.indented)
  }

  /// What is not as it was when the plan was made, a line each; empty when all is.
  func differences(from plan: Plan) -> [String] {
    if plan.revision.description != revision {
      return [
        "the plan was for \(printable(revision, limit: 120)), and the repository is at "
          + "\(plan.revision)"
      ]
    }
    let now = Dictionary(plan.clubs.map { ($0.id, $0.fingerprint.description) }) { $1 }
    return Set(now.keys).union(fingerprints.keys).sorted()
      .filter { now[$0] != fingerprints[$0] }
      .map {
        "\(printable($0, limit: 60)): what is live, or what is to be done about it, has changed"
      }
  }

  /// By club.
  var expected: [String: Fingerprint] { fingerprints.mapValues { Fingerprint(hex: $0) } }
}
