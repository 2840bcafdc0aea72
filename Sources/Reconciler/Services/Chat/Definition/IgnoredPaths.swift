/// The declared values that people may change live (`ignore:`).
struct IgnoredPaths {
  private let paths: Set<String>

  init(_ paths: [String]) { self.paths = Set(paths) }

  /// The fields of a resource that are ignored.
  ///
  /// - Parameter declared: for each path of the club's file, the fields that it decides. A path
  ///   above it, such as `chat.rooms.shed` above `chat.rooms.shed.topic`, ignores it too.
  func fields(_ declared: [(path: String, fields: [String])]) -> Set<String> {
    guard !paths.isEmpty else { return [] }
    return declared.reduce(into: []) { ignored, entry in
      if covers(entry.path) { ignored.formUnion(entry.fields) }
    }
  }

  private func covers(_ path: String) -> Bool {
    if paths.contains(path) { return true }
    return path.indices.contains { path[$0] == "." && isParent(path[..<$0], of: path) }
  }

  /// A room's id may hold dots: `chat.rooms.a` is no parent of room `a.b`.
  private func isParent(_ prefix: Substring, of path: String) -> Bool {
    guard paths.contains(String(prefix)) else { return false }
    for collection in ["chat.rooms.", "members."] where prefix.hasPrefix(collection) {
      return !path[prefix.endIndex...].dropFirst().contains(".")
    }
    return true
  }
}
