/// What the file system holds for one host name.
struct LiveHost {
  enum Site: Equatable {
    case none
    case release(ReleaseID)
    /// Something that we do not make, in words.
    case foreign(String)
  }

  enum Redirects: Equatable {
    case none
    /// Whose they are.
    case ours(club: String)
    case foreign
  }

  var site: Site
  var redirects: Redirects
  /// The content of the file that closes the host: a club's id.
  var suspendedBy: String?

  init(_ host: HostName, in layout: Layout) throws(FileFailure) {
    switch try Self.link(layout.site(host)) {
    case .missing: site = .none
    case .notALink: site = .foreign("a folder or file that allotment did not make")
    case .target(let target):
      site =
        ReleaseID(link: target).map { .release($0) }
        ?? .foreign("a link to \(printable(target))")
    }
    switch try Self.link(layout.redirects(host)) {
    case .missing: redirects = .none
    case .notALink: redirects = .foreign
    case .target(let target):
      redirects = clubOfRedirects(link: target, host: host).map { .ours(club: $0) } ?? .foreign
    }
    if try Files.status(layout.suspended(host)) != nil {
      let bytes = try? Files.read(layout.suspended(host), limit: 64)
      suspendedBy = bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }

  private enum Link {
    case missing
    case notALink
    case target(String)
  }

  private static func link(_ path: String) throws(FileFailure) -> Link {
    do { return try Files.target(of: path).map { .target($0) } ?? .notALink } catch {
      if error.isMissing { return .missing }
      throw error
    }
  }
}
