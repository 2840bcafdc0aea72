/// Generated club files, believable in size: about two kilobytes with 30 members.
enum ClubText {
  static let provider = """
    apiVersion: allotment/v1
    kind: Provider
    name: Bench Community Hosting
    domain: clubs.example
    contacts:
      abuse: abuse@clubs.example
    placements:
      green-1: {chat: prosody}
    defaults: {placement: green-1, language: en-GB}
    policy:
      prune: enabled

    """

  static func id(_ number: Int, prefix: String = "c") -> String {
    let digits = "\(number)"
    return prefix + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// - Parameters:
  ///   - extra: members besides the thirty.
  ///   - rooms: how many rooms of everybody.
  static func club(_ id: String, extra: Int = 0, rooms: Int = 2) -> String {
    var text = """
      apiVersion: allotment/v1
      kind: Club
      id: \(id)
      name: The \(id) Society
      domain: \(id).example

      members:

      """
    for number in 1...(Scale.members + extra) {
      let role = number == 1 ? ", role: owner" : ""
      text += "  - {id: member\(number), name: \(name(number))\(role)}\n"
    }
    text += "\nchat:\n  rooms:\n"
    for number in 1...rooms {
      text += """
          - id: room\(number)
            name: Room \(number)
            topic: "What is said in room \(number), and by whom"

        """
    }
    return text
  }

  /// A person's.
  static func name(_ number: Int) -> String {
    let given = givenNames[number % givenNames.count]
    let family = familyNames[(number / givenNames.count + number) % familyNames.count]
    return "\(given) \(family)"
  }

  private static let givenNames = [
    "Rose", "Dan", "Violet", "Walter", "Jörg", "Ola", "Viktor", "Judit", "Ernie", "Phoebe", "Zoë",
  ]
  private static let familyNames = [
    "Hill", "Baker", "Underwood", "Horváth", "Knight", "Lüth", "Okafor", "Szabó", "Fairweather",
  ]
}
