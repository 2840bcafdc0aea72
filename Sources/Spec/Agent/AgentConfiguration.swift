/// The agent's own file, `agent.yaml`: what is true for one machine only.
///
/// Paths are absolute: relative ones count from the file's own folder. No secret stands in it, only
/// the names of files that hold them.
public struct AgentConfiguration: Sendable, Equatable {
  public var repository: Repository
  /// Bare clone, inventory and history.
  public var dataDirectory: String
  public var controlSocket: String
  /// Status page, API, metrics and webhook; nil: none of them.
  public var listen: ListenAddress?
  /// Every club's live state is compared at least this often.
  public var sweep: Duration
  /// The health endpoint fails when a club was not reconciled for longer.
  public var watchdog: Duration
  public var webhookSecretFile: String?
  public var notify: [Notification]
  /// Entries of the history that are kept at most.
  public var historyEntries: Int
  /// For how long they are kept.
  public var historyAge: Duration
  /// Without it the HTTP side shows no personal data.
  public var apiTokenFile: String?
  /// False: report drift, change nothing.
  public var enforce: Bool
  public var ageKeyFile: String?
  /// By the names that placements in provider.yaml use.
  public var services: [String: ServiceConfiguration]

  /// The file, with all defaults, and nothing but where the repository is.
  public init(repository: Repository) {
    self.repository = repository
    dataDirectory = "/var/lib/allotment"
    controlSocket = "/run/allotment/control.sock"
    listen = nil
    sweep = .seconds(600)
    watchdog = .seconds(3600)
    webhookSecretFile = nil
    notify = []
    historyEntries = 1_000_000
    historyAge = .seconds(365 * 86_400)
    apiTokenFile = nil
    enforce = true
    ageKeyFile = nil
    services = [:]
  }

  public struct Repository: Sendable, Equatable {
    public enum Credentials: Sendable, Equatable {
      case tokenFile(String)
      case sshKey(String, knownHosts: String?)
    }

    /// A URL (https, http, ssh, git or file), `user@host:path`, or an absolute path.
    public var url: String
    public var branch: String
    /// How often the remote's ref is looked at.
    public var interval: Duration
    /// After which a fetch is given up.
    public var timeout: Duration
    public var credentials: Credentials?
    /// Who may sign commits, in the format of ssh-keygen's ALLOWED SIGNERS.
    public var allowedSignersFile: String?

    public init(url: String) {
      self.url = url
      branch = "main"
      interval = .seconds(30)
      timeout = .seconds(60)
      credentials = nil
      allowedSignersFile = nil
    }
  }

  public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// An IP address, without brackets, or `localhost`.
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
      self.host = host
      self.port = port
    }

    public var description: String { host.holds(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
  }

  /// Who is told of what.
  public struct Notification: Sendable, Equatable {
    public enum Event: String, Sendable, CaseIterable { case drift, held, failed, recovered }

    public enum Target: Sendable, Equatable {
      case webhook(url: String, secretFile: String?)
      /// Through the machine's own mail: `program` takes a message as sendmail(8) does.
      case sendmail(address: String, from: String?, program: String?)
      case room(BareJID, service: String)
    }

    public var target: Target
    public var events: Set<Event>

    public init(target: Target, events: Set<Event>) {
      self.target = target
      self.events = events
    }
  }
}

/// Where a live system is, and how it is spoken to.
public enum ServiceConfiguration: Sendable, Equatable {
  case prosody(Prosody)
  case ejabberd(Ejabberd)
  case caddy(Caddy)
  /// Any other, whose adapter is registered.
  case registered(RegisteredService)

  public struct Prosody: Sendable, Equatable {
    /// The UNIX socket of our module.
    public var socket: String
    /// Where its configuration files for our hosts go.
    public var hostsDirectory: String

    public init(socket: String, hostsDirectory: String) {
      self.socket = socket
      self.hostsDirectory = hostsDirectory
    }
  }

  public struct Ejabberd: Sendable, Equatable {
    /// Of its HTTP API.
    public var url: String
    public var tokenFile: String?
    public var hostsFile: String

    public init(url: String, tokenFile: String?, hostsFile: String) {
      self.url = url
      self.tokenFile = tokenFile
      self.hostsFile = hostsFile
    }
  }

  public struct Caddy: Sendable, Equatable {
    /// The folder that we write sites into.
    public var root: String
    /// The group that may read it.
    public var group: String?
    public var adminSocket: String?
    /// Where Caddy keeps the certificates that it obtained.
    public var certificates: String?

    public init(
      root: String, group: String? = nil, adminSocket: String? = nil, certificates: String? = nil
    ) {
      self.root = root
      self.group = group
      self.adminSocket = adminSocket
      self.certificates = certificates
    }
  }
}
