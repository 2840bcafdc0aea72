public import Model

/// The kinds of resources that live on the web server, in the order in which they are made.
///
/// All three name hosts: a redirect's name is its host and path, `chess.example/old-programme`.
public enum CaddyKind {
  /// A club's main host, with its files or the address to which all of it moved.
  public static let site = Kind("site", rank: 40, namesHost: true)
  /// Another host of the club: all of it leads to the main host.
  public static let alias = Kind("alias", rank: 50, namesHost: true)
  /// One path of the main host that leads elsewhere.
  public static let redirect = Kind("redirect", rank: 50, namesHost: true)
}

/// The names of the fields, as plans show them.
enum Field {
  /// The folder in the provider's repository.
  static let path = "path"
  /// The git tree that is published.
  static let tree = "tree"
  /// Where a whole host moved.
  static let redirect = "redirect"
  /// ``SiteState``.
  static let state = "state"
  /// An alias' main host.
  static let target = "target"
  static let to = "to"
  static let status = "status"
}

/// Whether a site is shown.
enum SiteState: String {
  case open
  /// The host only says that the site is closed; its files stay.
  case suspended
}
