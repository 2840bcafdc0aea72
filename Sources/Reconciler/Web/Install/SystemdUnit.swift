/// The unit that runs the agent under systemd, with as little as the agent needs.
public struct SystemdUnit: Sendable {
  /// What makes a path unfit for a unit file.
  public struct UnfitPath: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  public static let fileName = "allotment.service"

  private let executable: String
  private let configuration: String
  private let writable: [String]

  /// - Parameters:
  ///   - executable: the absolute path of `allotment`.
  ///   - configuration: the absolute path of agent.yaml.
  ///   - writable: further folders that the agent writes to, such as Caddy's root and Prosody's
  ///     folder for host files. `/var/lib/allotment` and `/run/allotment` are its own anyway.
  public init(executable: String, configuration: String, writable: [String]) throws(UnfitPath) {
    for path in [executable, configuration] + writable { try Self.check(path) }
    self.executable = executable
    self.configuration = configuration
    self.writable = Set(writable).sorted()
  }

  /// A unit file has its own rules for spaces, quotes, `%`, `$` and `\`; paths that need none of
  /// them are taken, others are refused.
  private static func check(_ path: String) throws(UnfitPath) {
    let isPlain = path.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "/._-+@".unicodeScalars.contains(scalar)
    }
    guard path.hasPrefix("/"), path.utf8.count <= 1_000, isPlain,
      !path.split(separator: "/").contains("..")
    else {
      throw UnfitPath(
        description: "a path in a systemd unit is absolute and has only letters, digits and /._-+@")
    }
  }

  /// Ends with a newline.
  public var text: String {
    let writes = writable.map { "ReadWritePaths=-\($0)\n" }.joined()
    return Self.head + "ExecStart=\(executable) agent --config \(configuration)\n" + Self.body
      + writes + Self.tail
  }

  private static let head = """
    [Unit]
    Description=allotment: keeps clubs as their provider's repository says
    Documentation=man:systemd.exec(5)
    Wants=network-online.target time-sync.target
    After=network-online.target time-sync.target prosody.service caddy.service
    # A configuration that cannot work is not tried for ever.
    StartLimitIntervalSec=300
    StartLimitBurst=10

    [Service]
    Type=exec

    """

  private static let body = """
    ExecReload=/bin/kill -HUP $MAINPID
    Restart=on-failure
    RestartSec=5
    # A step that is under way is finished first.
    KillSignal=SIGTERM
    KillMode=mixed
    TimeoutStopSec=90

    # A user of its own, made beforehand: published files must keep their owner, so that it cannot
    # be a dynamic one. As a member of Prosody's group it may use our module's socket, as one of
    # Caddy's it may give published files to that group.
    User=allotment
    Group=allotment
    UMask=0077
    StateDirectory=allotment
    StateDirectoryMode=0700
    RuntimeDirectory=allotment
    RuntimeDirectoryMode=0750
    ConfigurationDirectory=allotment
    ConfigurationDirectoryMode=0750

    ProtectSystem=strict

    """

  private static let tail = """
    ProtectHome=true
    PrivateTmp=true
    PrivateDevices=true
    ProtectClock=true
    ProtectControlGroups=true
    ProtectHostname=true
    ProtectKernelLogs=true
    ProtectKernelModules=true
    ProtectKernelTunables=true
    ProtectProc=invisible
    ProcSubset=all
    NoNewPrivileges=true
    CapabilityBoundingSet=
    AmbientCapabilities=
    LockPersonality=true
    MemoryDenyWriteExecute=true
    RemoveIPC=true
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    RestrictNamespaces=true
    RestrictRealtime=true
    RestrictSUIDSGID=true
    SystemCallArchitectures=native
    SystemCallErrorNumber=EPERM
    SystemCallFilter=@system-service
    SystemCallFilter=~@privileged @resources
    # Published files are given to the web server's group, which this user belongs to.
    SystemCallFilter=@chown

    LimitNOFILE=65536
    MemoryMax=2G
    TasksMax=256

    [Install]
    WantedBy=multi-user.target

    """
}
