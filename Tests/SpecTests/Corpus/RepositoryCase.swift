import Testing

/// A whole repository, with marks where findings are expected.
struct RepositoryCase: Sendable, CustomTestStringConvertible {
  var name: String
  var files: [String: MemoryContent.File]

  init(_ name: String, files: [String: MemoryContent.File]) {
    self.name = name
    self.files = files
    if files["provider.yaml"] == nil { self.files["provider.yaml"] = .text(Samples.provider) }
  }

  /// Clubs by id: what they leave out of head and members is added. There is a site at `sites/a/b`.
  init(_ name: String, provider: String = Samples.provider, clubs: [String: String]) {
    var files: [String: MemoryContent.File] = ["provider.yaml": .text(provider)]
    for (id, body) in clubs { files["clubs/\(id).yaml"] = .text(Samples.club(body, id: id)) }
    files["sites/a/b/index.html"] = .text("<p>A")
    files["sites/chess/index.html"] = .text("<p>Chess")
    self.init(name, files: files)
  }

  var testDescription: String { name }
}
