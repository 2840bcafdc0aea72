import CLibidn
import Glibc

/// The stringprep profiles of XMPP (RFC 6122), by GNU libidn.
enum Stringprep {
  /// A local part as servers of RFC 6122 store it; nil when they refuse it. Code points that
  /// Unicode 3.2 did not know are refused.
  static func nodeprep(_ text: String) -> String? { prepare(text, profile: "Nodeprep") }

  /// A domain part as such servers store it.
  static func nameprep(_ text: String) -> String? { prepare(text, profile: "Nameprep") }

  /// Compatibility composition (NFKC) of Unicode 3.2.
  static func compatible(_ text: String) -> String? {
    guard !text.utf8.contains(0), let result = stringprep_utf8_nfkc_normalize(text, -1) else {
      return nil
    }
    defer { free(result) }
    return String(cString: result)
  }

  private static func prepare(_ text: String, profile: String) -> String? {
    // libidn reads up to the first zero byte.
    guard !text.utf8.contains(0), text.utf8.count <= 4096 else { return nil }
    var result: UnsafeMutablePointer<CChar>?
    let code = stringprep_profile(text, &result, profile, STRINGPREP_NO_UNASSIGNED)
    guard let result else { return nil }
    defer { free(result) }
    return code == STRINGPREP_OK.rawValue ? String(cString: result) : nil
  }
}
