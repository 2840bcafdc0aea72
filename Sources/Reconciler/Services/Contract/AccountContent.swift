/// A chat service that can tell what its accounts hold besides messages: what a member or a club
/// takes along.
public protocol AccountReading: Sendable {
  /// What accounts hold that it cannot tell, in plain words.
  var untold: [String] { get }

  /// What these accounts hold, in the order asked; whole or not at all.
  ///
  /// - Parameters:
  ///   - users: local parts.
  ///   - withCredentials: what the server keeps of their passwords, too. It is a secret.
  /// - Throws: a failure with the code `no-credentials` when it cannot tell those.
  func contents(
    of users: [String], on host: String, withCredentials: Bool
  ) async throws(ServiceFailure) -> [AccountContent]
}

extension AccountReading {
  public var untold: [String] { [] }
}

/// What an account holds besides messages.
public struct AccountContent: Sendable, Equatable, Decodable {
  /// An entry of the contact list (RFC 6121), as the member sees it.
  public struct Contact: Sendable, Equatable, Decodable {
    public var jid: String
    public var name: String?
    /// `none`, `to`, `from`, `both`.
    public var subscription: String
    /// `subscribe` while a request waits for its answer.
    public var ask: String?
    public var groups: [String]
    /// It stands in a list that the server shares out; the account itself does not have it.
    public var shared: Bool

    public init(
      jid: String, name: String? = nil, subscription: String = "both", ask: String? = nil,
      groups: [String] = [], shared: Bool = false
    ) {
      self.jid = jid
      self.name = name
      self.subscription = subscription
      self.ask = ask
      self.groups = groups
      self.shared = shared
    }
  }

  /// The local part.
  public var user: String
  public var contacts: [Contact]
  /// Who asked to be let into the contact list.
  public var requests: [String]
  /// Parts of XEP-0227's `user`: a vCard, private XML, nodes of the account's own (XEP-0163).
  public var elements: [XMLElement]
  public var credentials: ScramCredentials?

  public init(
    user: String, contacts: [Contact] = [], requests: [String] = [], elements: [XMLElement] = [],
    credentials: ScramCredentials? = nil
  ) {
    self.user = user
    self.contacts = contacts
    self.requests = requests
    self.elements = elements
    self.credentials = credentials
  }
}

/// What a server keeps of a password (RFC 5802). Not the password, but whoever has it can try
/// passwords at leisure, and pretend to be the server: it is never part of a description.
public struct ScramCredentials: Sendable, Equatable, Decodable, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  /// `SCRAM-SHA-1`
  public var mechanism: String
  public var iterations: Int
  /// These three in base64.
  public var salt: String
  public var storedKey: String
  public var serverKey: String

  public var description: String { "\(mechanism) credentials" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism]) }
}

/// An element of XML with its content, without namespaces' prefixes.
public struct XMLElement: Sendable, Equatable, Decodable {
  public enum Child: Sendable, Equatable {
    case text(String)
    case element(XMLElement)
  }

  public var name: String
  /// `xmlns` too, where it is not the parent's.
  public var attributes: [String: String]
  public var children: [Child]

  public init(_ name: String, _ attributes: [String: String] = [:], _ children: [Child] = []) {
    self.name = name
    self.attributes = attributes
    self.children = children
  }
}

extension XMLElement.Child: Decodable {
  public init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self = .text(text)
    } else {
      self = .element(try XMLElement(from: decoder))
    }
  }
}
