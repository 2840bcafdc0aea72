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
      club.groupsAreWhole = false
    }
    reading.scanForSecrets()
    guard !reading.findings.isFull else { return club }
    club.checkMembers(&reading)
    club.checkReferences(&reading)
    club.checkRooms(&reading)
    club.checkProtected(&reading)
    club.checkSite(&reading)
    club.checkDelegates(&reading)
    club.checkIgnored(&reading)
    return club
  }
}
