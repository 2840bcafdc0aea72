/// Where a provider's repository is, which state of it is wanted, and how to get in.
public struct GitSource: Hashable, Sendable, Codable {
  /// A path, or a URL: `file`, `git`, `http`, `https`, `ssh`, or `user@host:path`.
  public var url: String
  public var reference: GitReference
  public var credentials: GitCredentials?
  /// A file with PEM certificates of authorities to trust for https, besides the machine's own.
  public var authoritiesFile: String?

  public init(
    url: String, reference: GitReference, credentials: GitCredentials? = nil,
    authoritiesFile: String? = nil
  ) {
    self.url = url
    self.reference = reference
    self.credentials = credentials
    self.authoritiesFile = authoritiesFile
  }
}

/// Which state of a repository is wanted.
public enum GitReference: Hashable, Sendable, Codable {
  case branch(String)
  case tag(String)
  /// One commit for ever.
  case commit(CommitID)
  /// What a person typed: a full commit id, a branch, or a tag, in this order.
  case named(String)

  /// As it stands before the `@` of a revision.
  public var name: String {
    switch self {
    case .branch(let name), .tag(let name), .named(let name): name
    case .commit: "detached"
    }
  }
}

/// How to get in. Files are read by the fetching process, at each fetch.
public enum GitCredentials: Hashable, Sendable, Codable {
  /// A file with an access token, sent as the password over https.
  case token(file: String)
  /// A private key without a passphrase, and the host keys that are trusted.
  case sshKey(file: String, knownHosts: String)
}
