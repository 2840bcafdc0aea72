/// Letters of other scripts that look like Latin ones (Unicode Technical Standard 39): a name
/// written wholly in them looks like another name.
enum Confusables {
  /// What the name looks like, in Latin letters; nil when it has letters of its own look.
  static func skeleton(_ name: String) -> String? {
    if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
    var skeleton = ""
    for scalar in name.unicodeScalars {
      if scalar.isASCII {
        skeleton.unicodeScalars.append(scalar)
      } else if let latin = lookalikes[scalar] {
        skeleton.append(latin)
      } else {
        return nil
      }
    }
    return skeleton
  }

  private static let lookalikes: [Unicode.Scalar: Character] = {
    var all: [Unicode.Scalar: Character] = [:]
    let pairs: [(String, String)] = [
      // Cyrillic
      ("аеорсухіјѕһԁԛԝӏғҝ", "aeopcyxijshdqwlfk"),
      // Greek
      ("οαιυνρκγχω", "oaiuvpkyxw"),
      // Armenian
      ("օոսհցզքյ", "onuhgqpj"),
    ]
    for (others, latins) in pairs {
      for (other, latin) in zip(others.unicodeScalars, latins) { all[other] = latin }
    }
    return all
  }()
}
