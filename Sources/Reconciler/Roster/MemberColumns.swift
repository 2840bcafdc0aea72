import Foundation

/// Which column of a list holds what, by the names that people give to columns.
struct MemberColumns {
  /// What a column can hold.
  enum Use: String, CaseIterable {
    case name
    case given = "given-name"
    /// What stands between the two in Dutch: `van der`.
    case infix
    case surname
    case email
    case jid
    case id
    case role
  }

  /// Where each stands, from 0.
  private(set) var places: [Use: Int] = [:]
  let headers: [String]

  /// - Parameter named: headers that the user gave for some uses.
  init(_ header: Spreadsheet.Row, named: [Use: String]) throws(RosterFailure) {
    headers = header.cells.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    let keys = headers.map(MemberColumns.key)
    for (use, name) in named {
      guard let place = keys.firstIndex(of: MemberColumns.key(name)) else {
        throw RosterFailure(line: header.line, "there is no column \(quoted(name))")
      }
      places[use] = place
    }
    for (place, key) in keys.enumerated() where !places.values.contains(place) {
      if let use = MemberColumns.known[key], places[use] == nil { places[use] = place }
    }
    settleName(keys, named)
    guard places[.name] != nil || places[.surname] != nil || places[.given] != nil else {
      throw RosterFailure(
        line: header.line,
        "no column of names was found among \(headers.prefix(20).map(quoted).joined(separator: ", ")); "
          + "the first line must name the columns, or `--column name=HEADER` says which it is")
    }
  }

  /// `Name`, `Nom` and `Naam` beside a column of given names are surnames.
  private mutating func settleName(_ keys: [String], _ named: [Use: String]) {
    guard named[.name] == nil, places[.given] != nil, places[.surname] == nil,
      let place = places[.name], ["name", "nom", "naam"].contains(keys[place])
    else { return }
    places[.name] = nil
    places[.surname] = place
  }

  func cell(_ use: Use, of row: Spreadsheet.Row) -> String? {
    guard let place = places[use], place < row.cells.count else { return nil }
    return row.cells[place]
  }

  /// What each column is used for, in order; nil for those that are not.
  var uses: [(header: String, use: Use?)] {
    headers.indices.map { place in
      (headers[place], places.first { $0.value == place }?.key)
    }
  }

  /// Capitals, accents, spaces and punctuation make no difference: `E-Mail-Adresse`, `Prénom`.
  static func key(_ header: String) -> String {
    header.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
      .unicodeScalars.filter { $0.properties.isAlphabetic }.map(String.init).joined()
  }

  /// English, German, French and Dutch.
  private static let known: [String: Use] = {
    let names: [Use: String] = [
      .name: """
      name fullname membername member displayname vollername vollstandigername mitglied
      mitgliedsname nom nomcomplet nometprenom prenometnom membre nomdumembre naam volledigenaam
      lid naamlid
      """,
      .given: """
      firstname givenname forename christianname vorname rufname prenom voornaam roepnaam
      voornamen
      """,
      .infix: "infix tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels namenszusatz",
      .surname: """
      lastname surname familyname nachname familienname zuname nomdefamille nomfamille
      achternaam familienaam
      """,
      .email: """
      email emails mail emailaddress mailaddress emailadresse mailadresse emailadressen courriel
      adresseemail adressemail adresseelectronique adressecourriel mel emailadres mailadres
      """,
      .jid: "jid xmpp jabber xmppaddress jabberid xmppadresse xmppadres",
      .id: """
      id login username benutzername benutzer anmeldename identifiant pseudo utilisateur
      gebruikersnaam gebruiker
      """,
      .role: """
      role rolle rol function funktion fonction functie position office amt charge poste
      """,
    ]
    var known: [String: Use] = [:]
    for (use, list) in names {
      for name in list.split(whereSeparator: \.isWhitespace) { known[String(name)] = use }
    }
    return known
  }()
}
