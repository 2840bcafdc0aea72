/// What a request must look like before any part of it becomes part of a path (RE2 syntax).
enum Patterns {
  /// `Host` in its right form, with an optional port: what ``HostName`` accepts.
  static let host = #"^(?:\#(label)\.)+\#(lastLabel)(?::[0-9]{1,5})?$"#
  /// The same name with capitals or a final dot.
  static let looseHost = #"(?i)^(?:\#(label)\.)+\#(lastLabel)\.?(?::[0-9]{1,5})?$"#
  /// A decoded path without hidden names (but `/.well-known`), `..`, backslash, control bytes.
  static let path =
    #"^/(?:\.well-known)?$|^(?:/\.well-known)?(?:/+(?:[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]{0,254})?)+$"#
  /// What the file system can hold, as an expression of CEL.
  static let length = "size({http.request.uri.path}) <= 1024"

  private static let label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
  private static let lastLabel = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
}
