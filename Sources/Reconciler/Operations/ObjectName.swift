import Model
import Spec

/// What somebody calls a live thing: by its name alone, in full, or by a change of it.
struct ObjectName {
  /// What names can be meant, as services have them.
  let names: Set<String>
  /// All of the text read as a name alone, and as one in full.
  private let alone: Set<String>
  private let full: Set<String>
  /// What may be the club of a full name.
  let clubs: [String]

  init(_ text: String) {
    var texts: Set<String> = [text]
    if let hash = text.lastIndex(of: "#"),
      Change.Action(rawValue: String(text[text.index(after: hash)...])) != nil
    {
      texts.insert(String(text[..<hash]))
    }
    var names: Set<String> = []
    var full: Set<String> = []
    for text in texts {
      names.formUnion(Self.prepared(text))
      let parts = text.split(separator: "/", maxSplits: 3).map(String.init)
      guard parts.count == 4 else { continue }
      let start = parts[..<3].joined(separator: "/")
      full.formUnion(Self.prepared(parts[3]).map { "\(start)/\($0)" })
    }
    alone = names
    self.full = full
    self.names = names.union(full.map { Self.name(in: $0) })
    clubs = full.isEmpty ? [] : [String(text.prefix { $0 != "/" })]
  }

  func means(_ id: ResourceID) -> Bool {
    alone.contains(id.name) || full.contains(id.description)
  }

  /// Whether one of the names is at this host or at one below it.
  func isOn(host: String) -> Bool {
    names.contains { name in
      let place = (name.split(separator: "@", maxSplits: 1).last ?? "").prefix { $0 != "/" }
      return place == host || place.hasSuffix(".\(host)")
    }
  }

  private static func name(in full: String) -> String {
    full.split(separator: "/", maxSplits: 3).last.map(String.init) ?? full
  }

  /// As it was written, and as the files' names are read: small letters, U-labels and A-labels.
  private static func prepared(_ name: String) -> Set<String> {
    var names: Set<String> = [name]
    if let address = try? BareJID(parsing: name) {
      names.insert(address.description)
    } else {
      let host = name.prefix { $0 != "/" }
      if let domain = try? DomainName(parsing: String(host)) {
        names.insert(domain.unicode + name[host.endIndex...])
        names.insert(domain.ascii + name[host.endIndex...])
      }
    }
    return names
  }
}
