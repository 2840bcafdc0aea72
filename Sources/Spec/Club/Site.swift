/// A club's web site.
public struct Site: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    /// A folder of the provider's repository, relative to its root, below `sites/`.
    case `static`(path: Located<String>)
    case wordpress(WordPress)
    /// An absolute http or https URL.
    case redirect(Located<String>)
  }

  public struct Redirect: Sendable, Equatable {
    public var position: SourcePosition
    /// A path on the club's host, beginning with `/`.
    public var from: Located<String>
    /// A path or an absolute http or https URL.
    public var to: Located<String>
    /// 301, 302, 303, 307 or 308.
    public var status: Int

    public init(
      position: SourcePosition, from: Located<String>, to: Located<String>, status: Int
    ) {
      self.position = position
      self.from = from
      self.to = to
      self.status = status
    }
  }

  /// Where the key `site` stands.
  public var position: SourcePosition
  public var content: Content
  public var aliases: [Located<DomainName>]
  public var redirects: [Redirect]

  public init(position: SourcePosition, content: Content) {
    self.position = position
    self.content = content
    aliases = []
    redirects = []
  }
}

public struct WordPress: Sendable, Equatable {
  public var position: SourcePosition
  public var title: Located<String>?
  public var locale: Located<String>?
  public var theme: Located<String>?
  public var plugins: [Located<String>]
  public var admins: [Located<String>]
  public var options: [Located<String>: Located<String>]

  public init(position: SourcePosition) {
    self.position = position
    title = nil
    locale = nil
    theme = nil
    plugins = []
    admins = []
    options = [:]
  }
}

extension Located: Hashable where Value: Hashable {
  /// By value alone: a dictionary key stays the same wherever it was written.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
