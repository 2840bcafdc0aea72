import Foundation

/// A member's id made of a name: `sean.oneill` of `Seán O’Neill`.
///
/// Transliterated by ICU's rules (Unicode Technical Standard 35, part 2): every script becomes
/// Latin, and Latin letters ASCII. The result is letters, digits, dots and hyphens.
enum MemberID {
  private static let rules = "Any-Latin; Latin-ASCII"
  /// ä becomes `ae`, as German has it.
  private static let germanRules = "Any-Latin; de-ASCII; Latin-ASCII"
  private static let longest = 64

  /// - Parameter language: a BCP 47 tag, for how its letters are written in ASCII.
  /// - Returns: nil when nothing of the name can be written so.
  static func derived(from name: String, language: String) -> String? {
    let isGerman = language == "de" || language.hasPrefix("de-")
    let transform = StringTransform(rawValue: isGerman ? germanRules : rules)
    guard let latin = name.applyingTransform(transform, reverse: false) else { return nil }
    var words: [String] = [""]
    for scalar in latin.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9", "-": words[words.count - 1].unicodeScalars.append(scalar)
      // Within a word: O'Neill.
      case "'", "’", "`", "´", "ʼ", "ʹ", "ʺ": break
      default: words.append("")
      }
    }
    let parts = words.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "-")) }
      .filter { !$0.isEmpty }
    let id = parts.joined(separator: ".").prefix(longest)
      .trimmingCharacters(in: CharacterSet(charactersIn: ".-"))
    return id.isEmpty ? nil : id
  }
}
