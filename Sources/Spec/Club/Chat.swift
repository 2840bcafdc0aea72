/// A club's chat: its rooms, contact lists and how it talks to others.
public struct Chat: Sendable, Equatable {
  public enum ContactList: String, Sendable, CaseIterable {
    case everyone, groups, none
  }

  /// Whom the club may talk to.
  public enum Federation: Sendable, Equatable {
    case open
    /// This club only.
    case local
    /// Clubs of this provider.
    case provider
    case allow([Located<DomainName>])
    case deny([Located<DomainName>])
  }

  /// Where the key `chat` stands.
  public var position: SourcePosition
  public var rooms: [Room]
  public var contactList: Located<ContactList>?
  public var federation: Located<Federation>?
  public var retention: Located<Duration>?
  public var uploads: Located<Uploads>?
  public var webchat: Located<Bool>?

  public init(position: SourcePosition) {
    self.position = position
    rooms = []
    contactList = nil
    federation = nil
    retention = nil
    uploads = nil
    webchat = nil
  }
}

/// Sizes in bytes.
public struct Uploads: Sendable, Equatable {
  public var maxFile: Located<Int64>?
  public var daily: Located<Int64>?

  public init(maxFile: Located<Int64>? = nil, daily: Located<Int64>? = nil) {
    self.maxFile = maxFile
    self.daily = daily
  }
}

/// A group chat (XEP-0045) on `conference.<domain>`.
public struct Room: Sendable, Equatable {
  public enum Access: Sendable, Equatable {
    case everyone
    /// Groups and member ids.
    case named([Located<String>])
  }

  /// In characters.
  static let longestTopic = 2000

  /// Where the room's mapping begins.
  public var position: SourcePosition
  /// The room's local part, prepared (nodeprep).
  public var id: Located<String>
  public var name: Located<String>?
  public var topic: Located<String>?
  public var members: Located<Access>
  public var moderators: [Located<String>]
  public var isPublic: Located<Bool>?
  public var autojoin: Located<Bool>?

  public init(position: SourcePosition, id: Located<String>) {
    self.position = position
    self.id = id
    name = nil
    topic = nil
    members = Located(.everyone, at: position)
    moderators = []
    isPublic = nil
    autojoin = nil
  }
}
