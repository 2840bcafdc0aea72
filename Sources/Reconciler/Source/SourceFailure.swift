public import Spec

/// Why a provider's repository could not be reached or read.
///
/// The code is stable: it goes into logs, metrics and conditions. The message is for a person
/// and says what to do. Neither ever holds a token, a key or a password.
///
/// A failure changes nothing: what was fetched before stays readable.
public struct SourceFailure: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  public let code: Code
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = SourceFailure.printable(message)
  }

  public var description: String { "\(code): \(message)" }

  /// Text from servers may hold anything: control characters out, 400 characters at most.
  private static func printable(_ text: String) -> String {
    let clean = text.unicodeScalars.prefix(400).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? " " : Character(scalar)
    }
    return String(clean)
  }
}

extension SourceFailure {
  /// A stable word for a kind of failure; new kinds may be added.
  public struct Code: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    private init(_ rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// The server, or the file system that it is on, does not answer.
    public static let unreachable = Code("unreachable")
    /// The deadline passed; the fetch was killed.
    public static let timedOut = Code("timed-out")
    public static let authenticationFailed = Code("authentication-failed")
    /// The token or key file is missing, empty, or readable by everybody.
    public static let credentialsUnreadable = Code("credentials-unreadable")
    /// The host is in known_hosts with another key.
    public static let hostKeyMismatch = Code("host-key-mismatch")
    /// The host is not in known_hosts.
    public static let hostKeyUnknown = Code("host-key-unknown")
    /// The TLS certificate is not valid for this host, or its issuer is not trusted.
    public static let certificateInvalid = Code("certificate-invalid")
    /// The server sends us to another address; this is not followed.
    public static let redirected = Code("redirected")
    /// The address is not one that can be fetched from.
    public static let addressInvalid = Code("address-invalid")
    /// The repository has no such branch, tag or commit.
    public static let branchMissing = Code("branch-missing")
    public static let repositoryEmpty = Code("repository-empty")
    public static let notARepository = Code("not-a-repository")
    public static let diskFull = Code("disk-full")
    /// More bytes, objects or files than the limit.
    public static let tooLarge = Code("too-large")
    /// Objects are damaged or missing.
    public static let corrupt = Code("corrupt")
    /// Our own clone is damaged; the next fetch makes a new one.
    public static let cloneDamaged = Code("clone-damaged")
    /// A file or folder cannot be opened or read.
    public static let unreadable = Code("unreadable")
    /// A plain folder changed under our hands.
    public static let changedWhileReading = Code("changed-while-reading")
    /// Another fetch is under way.
    public static let busy = Code("busy")
    public static let cancelled = Code("cancelled")
    /// A commit is not signed by who may sign.
    public static let notTrusted = Code("not-trusted")
    /// The branch was set back to an older commit.
    public static let rolledBack = Code("rolled-back")
    /// A commit is dated before the one that it is built upon.
    public static let backdated = Code("backdated")
    /// The fetching process could not be started, or ended without an answer.
    public static let childFailed = Code("fetch-process-failed")
  }
}

extension SourceFailure: ContentError {
  /// One file is too large: the others can be read.
  public var isTooLarge: Bool { code == .tooLarge }
}
