import Foundation
import Model
import Spec

/// Believable plans for the reports' golden files.
enum ReportingSamples {
  static let revision = Revision.commit(
    branch: "main", sha1: "4f2a9c0d1e3b5a7988776655443322110fedcba9")

  static let vhost = Kind("vhost", rank: 0, namesHost: true, keepsNameReserved: true)
  static let account = Kind("account", rank: 10, keepsNameReserved: true)
  static let room = Kind("room", rank: 30)
  static let site = Kind("site", rank: 0, namesHost: true)

  static func location(_ club: String, _ line: UInt32, _ column: UInt32 = 5) -> SourceLocation {
    SourceLocation(
      file: "clubs/\(club).yaml", position: SourcePosition(line: line, column: column))
  }

  static func id(_ club: String, _ kind: Kind, _ name: String) -> ResourceID {
    ResourceID(club: club, service: kind == site ? "caddy" : "prosody", kind: kind, name: name)
  }

  static func created(
    _ club: String, _ kind: Kind, _ name: String, line: UInt32, _ fields: Fields
  ) -> Change {
    Change(
      action: .create, resource: id(club, kind, name),
      fields: fields.sorted { $0.key < $1.key }.map {
        Change.FieldChange(path: $0.key, before: nil, after: $0.value)
      },
      origin: location(club, line), cause: .revision, reason: "declared, not live")
  }

  static func deleted(
    _ club: String, _ kind: Kind, _ name: String, line: UInt32, held: Hold? = nil
  ) -> Change {
    Change(
      action: .delete, resource: id(club, kind, name),
      fields: [
        Change.FieldChange(path: "role", before: .text("member"), after: nil),
        Change.FieldChange(path: "state", before: .text("active"), after: nil),
      ],
      origin: location(club, line), cause: .revision, reason: "not declared any more", held: held)
  }

  static func updated(
    _ club: String, _ kind: Kind, _ name: String, line: UInt32, _ fields: [Change.FieldChange],
    presence: Resource.Presence = .present, cause: Change.Cause = .revision
  ) -> Change {
    let id = id(club, kind, name)
    return Change(
      action: .update, resource: id, fields: fields,
      desired: Resource(id: id, fields: [:], origin: location(club, line), presence: presence),
      origin: location(club, line), cause: cause,
      reason: cause == .drift
        ? "changed live since it was applied" : "the declaration differs from what is live")
  }

  static func account(_ club: String, _ name: String, line: UInt32, role: String = "member")
    -> Change
  {
    created(
      club, account, "\(name)@\(club).example", line: line,
      ["name": .text(name.capitalized), "role": .text(role), "state": .text("active")])
  }

  private static let leaving = updated(
    "chess", account, "max@chess.example", line: 17,
    [Change.FieldChange(path: "state", before: .text("active"), after: .text("left"))],
    presence: .expiring(after: .seconds(30 * 86_400)))

  private static let pawns = updated(
    "chess", room, "pawns@conference.chess.example", line: 31,
    [
      Change.FieldChange(
        path: "affiliations",
        before: .map([
          "max@chess.example": "member", "rose@chess.example": "member", "dan@d.example": "member",
        ]),
        after: .map([
          "rose@chess.example": "owner", "dan@d.example": "member", "eva@chess.example": "member",
        ])),
      Change.FieldChange(path: "topic", before: .text(""), after: .text("Openings | endgames")),
      Change.FieldChange(path: "public", before: .flag(true), after: .flag(false)),
    ])

  /// Changes of every sort, with everything that a plan can hold.
  static let mixed = Plan(
    revision: revision,
    clubs: [
      ClubPlan(
        id: "chess", name: "Chess Club", sync: .outOfSync,
        changes: [
          account("chess", "rose", line: 11, role: "owner"), account("chess", "eva", line: 13),
          account("chess", "ida", line: 15), leaving, pawns,
          created(
            "chess", site, "chess.example", line: 38,
            ["aliases": .set(["www.chess.example", "schach.example"]), "tree": .text("9b1c")]),
        ],
        unmanaged: [
          Unmanaged(service: "prosody", kind: "account", name: "stranger@chess.example")
        ],
        notManaged: [
          NotManaged(path: "chat.retention", location: location("chess", 40, 3)),
          NotManaged(path: "chat.webchat", location: location("chess", 41, 3)),
        ]),
      ClubPlan(
        id: "knitters", name: "Knit & Natter", sync: .outOfSync,
        changes: [
          Change(
            action: .adopt, resource: id("knitters", vhost, "knitters.example"),
            fields: [
              Change.FieldChange(path: "federation", before: .text("open"), after: .text("local"))
            ],
            origin: location("knitters", 6, 9), cause: .revision,
            reason: "declared, live, and not ours yet"),
          deleted("knitters", account, "ann@knitters.example", line: 20),
          deleted(
            "knitters", account, "bea@knitters.example", line: 22,
            held: Hold(by: .protected, message: "protected (protect: [members])")),
          Change(
            action: .forget, resource: id("knitters", room, "old@conference.knitters.example"),
            origin: location("knitters", 33), cause: .drift,
            reason: "neither declared nor live any more"),
        ]),
      ClubPlan(
        id: "railway", name: "Modelleisenbahn München", sync: .unknown,
        unknown: [ClubPlan.Unknown(service: "caddy", reason: "connection refused")]),
      ClubPlan(
        id: "school", name: "school", sync: .unknown,
        errors: [
          Diagnostic(
            .yamlSyntax, .error, "did not find expected key", at: location("school", 14, 9),
            hint: "the mapping begins at line 9",
            related: [
              Diagnostic.Related(location: location("school", 9, 3), message: "it begins here")
            ])
        ]),
      ClubPlan(id: "dentists", name: "Dentists", sync: .synced),
      ClubPlan(id: "gardeners", name: "Gardeners", sync: .synced),
    ],
    unmanaged: [Unmanaged(service: "prosody", kind: "vhost", name: "byhand.example")])

  static let inSync = Plan(
    revision: revision,
    clubs: [
      ClubPlan(
        id: "chess", name: "Chess Club", sync: .synced,
        notManaged: [NotManaged(path: "site.wordpress", location: location("chess", 40))]),
      ClubPlan(id: "art", name: "Art", sync: .synced),
    ])

  /// Somebody deleted an account, edited a page and closed a room behind allotment's back; a new
  /// commit waits as well.
  static let drifted: Plan = {
    var missing = account("chess", "rose", line: 11)
    missing.cause = .drift
    missing.reason = "deleted live since it was applied"
    return Plan(
      revision: revision,
      clubs: [
        ClubPlan(
          id: "chess", name: "Chess Club", sync: .outOfSync,
          changes: [
            missing, account("chess", "eva", line: 13),
            updated(
              "chess", site, "chess.example", line: 38,
              [Change.FieldChange(path: "tree", before: .text("77aa"), after: .text("9b1c"))],
              cause: .drift),
          ],
          notManaged: [NotManaged(path: "chat.webchat", location: location("chess", 41))]),
        ClubPlan(
          id: "art", name: "Art", sync: .outOfSync, changes: [account("art", "joe", line: 9)]),
      ])
  }()

  /// A first convergence, and a commit that deletes much of one club.
  static let large: Plan = {
    let first = ClubPlan(
      id: "bigclub", name: "Big Club", sync: .outOfSync,
      changes: [created("bigclub", vhost, "bigclub.example", line: 5, ["name": .text("Big Club")])]
        + (1...40).map { account("bigclub", "m\($0)", line: UInt32(10 + $0)) }
        + [
          created(
            "bigclub", room, "all@conference.bigclub.example", line: 99,
            [
              "affiliations": .map(
                Dictionary(
                  uniqueKeysWithValues: (1...40).map { ("m\($0)@bigclub.example", "member") }))
            ])
        ]
        + (1...12).map { deleted("bigclub", account, "gone\($0)@bigclub.example", line: 200) })
    let hold = Hold(by: .removals, message: "14 of the club's 30 accounts would be removed at once")
    let second = ClubPlan(
      id: "halved", name: "Halved Club", sync: .outOfSync,
      changes: (1...14).map {
        deleted("halved", account, "h\($0)@halved.example", line: 7, held: hold)
      })
    let many = (100..<170).map { number in
      ClubPlan(
        id: "club-\(number)", name: "Club \(number)", sync: .outOfSync,
        changes: [account("club-\(number)", "rose", line: 11)],
        notManaged: [NotManaged(path: "chat.webchat", location: location("club-\(number)", 30))])
    }
    return Plan(revision: revision, clubs: many + [first, second])
  }()

  /// What is live was written by somebody who wants to fool the reader.
  static let hostile: Plan = {
    let name = "ev\u{202E}il\u{1B}[2J\n- account rose`|<img src=x>`@team"
    let topic =
      "```\n| <script>alert(1)</script> [x](http://evil.example) @everyone #1 \u{2028}&amp; \\|"
    return Plan(
      revision: Revision("ma\u{1B}in@sha1:4f2a9c0d1e3b5a7988776655443322110fedcba9"),
      clubs: [
        ClubPlan(
          id: "chess", name: "**Chess** <b>@admins</b>", sync: .outOfSync,
          changes: [
            updated(
              "chess", room, name, line: 3,
              [
                Change.FieldChange(path: "topic", before: .text(topic), after: .text(" x")),
                Change.FieldChange(path: "name", before: .text("👩‍🔬 a\u{200D}b"), after: .text("")),
                Change.FieldChange(
                  path: "long", before: nil, after: .text(String(repeating: "a", count: 500))),
              ])
          ],
          unmanaged: [Unmanaged(service: "prosody", kind: "account", name: name)],
          unknown: [
            ClubPlan.Unknown(
              service: "caddy", reason: "refused\u{7}\r\n+ account x: www.evil.example")
          ])
      ])
  }()
}
