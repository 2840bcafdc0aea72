import Foundation
import Model
import ServiceContract

/// One group definition as Galène reads it: the manual's "Group description reference".
///
/// What we do not declare stays as it is, above all passwords: Galène's own tools write them into
/// this file, hashed. We write none, so that nobody gets in without having been let in.
struct GroupFile {
  /// The first line of `comment`, which Galène ignores; it refuses keys that it does not know.
  private static let mark = "allotment: club "
  /// A group that expired lets nobody in, and keeps all else.
  private static let closed = "1970-01-01T00:00:00Z"
  private static var anybody: [String: Any] {
    ["password": ["type": "wildcard"], "permissions": "present"]
  }

  private var content: [String: Any] = [:]

  init() {}

  /// Nil when there is none.
  static func read(_ group: String, in files: FileTree) throws(ServiceFailure) -> GroupFile? {
    var why = "it is no group definition"
    switch try files.read("\(group).json") {
    case .absent: return nil
    case .unusable(let reason): why = reason
    case .bytes(let bytes):
      let object = try? JSONSerialization.jsonObject(with: Data(bytes))
      if let content = object as? [String: Any] {
        var file = GroupFile()
        file.content = content
        return file
      }
    }
    throw ServiceFailure(code: "corrupt", message: why, retry: .never)
  }

  static func observed(
    _ id: ResourceID, in files: FileTree
  ) throws(ServiceFailure) -> ObservedResource {
    do throws(ServiceFailure) {
      let file = try read(id.name, in: files) ?? GroupFile()
      return ObservedResource(id: id, fields: file.fields, mark: file.club)
    } catch  where error.code == "corrupt" {
      return ObservedResource(id: id, fields: [:], problem: error.message)
    }
  }

  var bytes: [UInt8] {
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys]
    return Array((try? JSONSerialization.data(withJSONObject: content, options: options)) ?? Data())
  }

  /// Whose group it is.
  var club: String? {
    guard let line = comment.first, line.hasPrefix(Self.mark) else { return nil }
    return String(line.dropFirst(Self.mark.count))
  }

  var fields: Fields {
    [
      "name": .text(content["displayName"] as? String ?? ""),
      "topic": .text(content["description"] as? String ?? ""),
      "public": .flag(content["public"] as? Bool ?? false),
      "guests": .flag(
        content["wildcard-user"] != nil || content["allow-anonymous"] as? Bool == true),
      "open": .flag(content["expires"] as? String != Self.closed),
      "users": .map(users.mapValues { $0["permissions"] as? String ?? "custom" }),
    ]
  }

  mutating func set(_ fields: Fields, of club: String) {
    let others = comment.filter { !$0.hasPrefix(Self.mark) }
    content["comment"] = ([Self.mark + club] + others).joined(separator: "\n")
    if case .text(let name)? = fields["name"] { content["displayName"] = name }
    if case .text(let topic)? = fields["topic"] { content["description"] = topic }
    if case .flag(let isPublic)? = fields["public"] { content["public"] = isPublic }
    if case .flag(let isForAll)? = fields["guests"] {
      content["wildcard-user"] = isForAll ? content["wildcard-user"] ?? Self.anybody : nil
      if !isForAll { content["allow-anonymous"] = nil }
    }
    if let open = fields["open"], open != self.fields["open"] {
      content["expires"] = open == .flag(true) ? nil : Self.closed
    }
    if case .map(let wanted)? = fields["users"] {
      let before = users
      content["users"] = Dictionary(
        uniqueKeysWithValues: wanted.map { user, permissions in
          var entry = before[user] ?? [:]
          if permissions != "custom" { entry["permissions"] = permissions }
          return (user, entry)
        })
    }
  }

  private var users: [String: [String: Any]] {
    (content["users"] as? [String: Any] ?? [:]).mapValues { $0 as? [String: Any] ?? [:] }
  }

  private var comment: [String] {
    (content["comment"] as? String ?? "").split(separator: "\n").map(String.init)
  }
}
