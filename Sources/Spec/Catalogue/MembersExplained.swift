extension RuleCatalogue {
  static let nameRules = [
    RuleExplanation(
      .clubID, "An id of a club that is none, or not the file's name",
      """
      An id is a DNS label of at most 40 characters: a to z, 0 to 9 and hyphens in between. It never
      changes, and the club's file is called after it.
      """,
      wrong: .club("id: Chess Club\n#   ^ club-id"), right: .club("id: chess")),
    RuleExplanation(
      .localPart, "An id that cannot be an address",
      """
      The ids of members and rooms are the part of an address before the `@`. They must be valid
      under RFC 6122 and RFC 7622 with the same result, so that every XMPP server takes them for the
      same address. Capitals are let pass, and mean the same as small letters.
      """,
      wrong: .club(
        "members:\n  - {id: rose hill, name: Rose Hill, role: owner}\n"
          + "#        ^ local-part"),
      right: .club("members:\n  - {id: rose.hill, name: Rose Hill, role: owner}")),
    RuleExplanation(
      .domainName, "A host name that is none",
      """
      Letters, digits and hyphens, or other letters by IDNA2008; two labels at least, no IP address,
      at most 253 bytes (242 for a club's domain, so that `conference.` fits before it), and nothing
      that XMPP servers read in two ways, such as `ß`.
      """,
      wrong: .club("domain: my_club.example\n#       ^ domain-name"),
      right: .club("domain: my-club.example")),
    RuleExplanation(
      .hostNameSpelling, .warning, "A host name in capitals or with a final dot",
      """
      It is read as the same name in small letters and without the dot. Write it so, and a search
      will find it.
      """,
      wrong: .club("domain: Chess.Example.\n#       ^ host-name-spelling"),
      right: .club("domain: chess.example")),
    RuleExplanation(
      .jid, "An XMPP address that is none",
      """
      The address of a member elsewhere is `local@domain`, without a resource (`/phone`).
      """,
      wrong: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: dan, name: Dan Molar, jid: dan@dentists.example/phone}
        #                                   ^ jid
        """),
      right: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: dan, name: Dan Molar, jid: dan@dentists.example}
        """)),
  ]

  static let memberRules = [
    RuleExplanation(
      .duplicateMember, "Two members with one address",
      """
      Ids are compared as servers do: `Rose` and `rose` are the same. Ids are never used again, so
      who left keeps it.
      """,
      wrong: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: Rose, name: Rose Garden}
        #        ^ duplicate-member
        """),
      right: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: rose.g, name: Rose Garden}
        """)),
    RuleExplanation(
      .duplicateRoom, "Two rooms with one address",
      """
      A room's id is the local part of its address. Ids are compared as servers do.
      """,
      wrong: .club(
        "chat: {rooms: [{id: hall}, {id: Hall}]}\n#                               ^ duplicate-room"),
      right: .club("chat: {rooms: [{id: hall}, {id: kitchen}]}")),
    RuleExplanation(
      .duplicateName, "A group with the name of a member or of another group",
      """
      Rooms name groups and members in one list: within a club they never share a name.
      """,
      wrong: .club("groups: {dan: [rose]}\n#        ^ duplicate-name"),
      right: .club("groups: {committee: [rose]}")),
    RuleExplanation(
      .duplicateEntry, .warning, "The same entry twice in a list",
      """
      The second one has no effect. Perhaps another name was meant.
      """,
      wrong: .club(
        "groups: {committee: [rose, rose]}\n#                          ^ duplicate-entry"),
      right: .club("groups: {committee: [rose, dan]}")),
    RuleExplanation(
      .reservedMember, "An id that is kept for whoever runs the domain",
      """
      RFC 2142 and custom give addresses such as `postmaster`, `abuse`, `info` and `admin` to the
      operator: a member who had one could be taken for them. The provider may reserve more
      (`policy.reservedMembers`).
      """,
      wrong: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: postmaster, name: Pat Letter}
        #        ^ reserved-member
        """),
      right: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: pat, name: Pat Letter}
        """)),
    RuleExplanation(
      .confusableMember, .warning, "An id that looks like another member's",
      """
      Letters of another alphabet make it look the same, as the Cyrillic `рах` looks like `pax`. One
      of the two could be taken for the other.
      """,
      wrong: .club(
        """
        members:
          - {id: pax, name: Pax Hill, role: owner}
          - {id: \u{0440}\u{0430}\u{0445}, name: Pax Molar}
        #        ^ confusable-member
        """),
      right: .club(
        """
        members:
          - {id: pax, name: Pax Hill, role: owner}
          - {id: pax.m, name: Pax Molar}
        """)),
    RuleExplanation(
      .missingOwner, "Nobody in charge",
      """
      At least one member with the role `owner` or `admin` is active and has an account here:
      otherwise nobody can keep order in the rooms. Told at the key `members`.
      """,
      wrong: .club("members:\n#< missing-owner\n  - {id: rose, name: Rose Hill}"),
      right: .club("members:\n  - {id: rose, name: Rose Hill, role: owner}")),
    RuleExplanation(
      .unknownMember, "A name of no member and no group",
      """
      Who holds an office, is in a group or a room, moderates, or looks after a site must stand in
      `members`, or be one of `groups` where groups may be named.
      """,
      wrong: .club("offices: {secretary: rosie}\n#                    ^ unknown-member"),
      right: .club("offices: {secretary: rose}")),
    RuleExplanation(
      .memberLeft, .either, "Somebody who left, and is still named",
      """
      Who left or is erased holds no office, moderates nothing and looks after no site: name somebody
      else. In groups and rooms the name has no effect, which is a warning.
      """,
      wrong: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: dan, name: Dan Molar, state: left}
        offices: {treasurer: dan}
        #                    ^ member-left
        """),
      right: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner}
          - {id: dan, name: Dan Molar, state: left}
        offices: {treasurer: rose}
        """)),
    RuleExplanation(
      .devices, "`none` beside other devices",
      """
      `devices: [none]` says that a member has nothing to log in with, and gets a letter. It stands
      alone.
      """,
      wrong: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner, devices: [phone, none]}
        #                                                             ^ devices
        """),
      right: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner, devices: [phone, desktop]}
        """)),
    RuleExplanation(
      .groupName, "A group called `everyone`",
      """
      `everyone` means all members already, and cannot mean some of them.
      """,
      wrong: .club("groups: {everyone: [rose, dan]}\n#        ^ group-name"),
      right: .club("groups: {committee: [rose, dan]}")),
    RuleExplanation(
      .lifecycleDates, "Data deleted before it is exported",
      """
      A club that leaves has its data until `exportBy`; nothing is deleted before that.
      """,
      wrong: .club(
        """
        lifecycle:
          state: offboarding
          exportBy: 2026-12-31
          deleteAfter: 2026-12-01
        #              ^ lifecycle-dates
        """),
      right: .club(
        """
        lifecycle:
          state: offboarding
          exportBy: 2026-12-31
          deleteAfter: 2027-02-28
        """)),
    RuleExplanation(
      .missingAbuseContact, "Nobody answers for abuse",
      """
      Other servers must be able to reach somebody (XEP-0157): the club names a contact for abuse,
      or its provider does.
      """,
      wrong: RuleExample(files: [
        (
          "provider.yaml",
          .whole("apiVersion: allotment/v1\nkind: Provider\nname: Hosting\ndomain: clubs.example\n")
        ),
        (
          "clubs/chess.yaml",
          .part("contacts: {admin: rose@chess.example}\n#          ^ missing-abuse-contact")
        ),
      ]),
      right: .club("contacts: {abuse: rose@chess.example}")),
    RuleExplanation(
      .unknownField, "An ignored value that is not declared",
      """
      `ignore` lists declared values that people may change live: keys with dots between, elements of
      lists by their id. A path that leads nowhere is probably spelt wrong.
      """,
      wrong: .club(
        """
        chat: {rooms: [{id: hall, topic: Tuesday at eight}]}
        ignore: [chat.rooms.hal.topic]
        #        ^ unknown-field
        """),
      right: .club(
        """
        chat: {rooms: [{id: hall, topic: Tuesday at eight}]}
        ignore: [chat.rooms.hall.topic]
        """)),
  ]
}
