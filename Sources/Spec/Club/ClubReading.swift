/// A club file while it is decoded: the club as far as it can be read, and what only rules need.
struct ClubReading {
  var club: Club
  /// The file's first key: where what is missing is reported.
  var start: SourcePosition
  var contactsPosition: SourcePosition?
  /// Where the key `rooms` stands.
  var roomsPosition: SourcePosition?
  /// Whether every member and group could be read: otherwise nobody can say who is missing.
  var membersAreWhole = false
  var groupsAreWhole = true
  /// The ids of members that could not be read, as they are written; nil when any may be missing.
  var brokenMembers: [String]?
  /// Whether a domain is written that could not be read: nobody knows then which names are claimed.
  var domainIsBroken = false
  var placementIsBroken = false
  /// Whether every delegated name could be read: otherwise nobody knows what is allowed.
  var delegatesAreWhole = true
  var aliasesAreWhole = true
  /// Whether the required keys could be read.
  var isWhole = false
  var hasID = false

  init(file: String, start: SourcePosition) {
    self.start = start
    let nothing = Located("", at: start)
    club = Club(file: file, id: nothing, name: nothing)
  }
}

extension ClubReading {
  /// Decodes the document and checks the rules that need nothing but the file.
  static func read(_ reading: inout Reading) -> ClubReading {
    let root = YAMLTree.root
    var club = ClubReading(
      file: reading.findings.file, start: reading.tree.firstKeyPosition(root))
    club.isWhole =
      ClubDefinition.object.read(root, into: &club, &reading) && club.hasID
      && !club.club.name.value.isEmpty
    if reading.sealedCount > 0 {
      // Who is missing may be sealed.
      club.isWhole = false
      club.membersAreWhole = false
      club.brokenMembers = nil
      club.groupsAreWhole = false
    }
    if reading.findings.errorCount > 0 || reading.sealedCount > 0 {
      club.noteBrokenNames(reading.tree)
    }
    reading.scanForSecrets()
    guard !reading.findings.isFull else { return club }
    let ids = club.checkMembers(&reading)
    club.checkReferences(ids, &reading)
    club.checkRooms(&reading)
    club.checkSite(&reading)
    club.checkDelegates(&reading)
    club.checkIgnored(&reading)
    return club
  }

  private mutating func noteBrokenNames(_ tree: YAMLTree) {
    guard tree.kind(YAMLTree.root) == .mapping else { return }
    if club.domain == nil { domainIsBroken = tree.value(of: "domain", in: YAMLTree.root) != nil }
    if club.placement == nil {
      placementIsBroken = tree.value(of: "placement", in: YAMLTree.root) != nil
    }
    if let list = tree.value(of: "delegates", in: YAMLTree.root) {
      delegatesAreWhole =
        tree.kind(list) == .sequence && tree.count(of: list) == club.delegates.count
    }
    if let site = tree.value(of: "site", in: YAMLTree.root),
      let list = tree.value(of: "aliases", in: site)
    {
      aliasesAreWhole =
        tree.kind(list) == .sequence && tree.count(of: list) == club.site?.aliases.count ?? 0
    }
  }
}
