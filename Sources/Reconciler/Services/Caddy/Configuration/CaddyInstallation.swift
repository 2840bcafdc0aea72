/// Putting the configuration in place.
public struct CaddyInstallation: Sendable, Equatable {
  /// What was written, by path.
  public var files: [String]
  /// What is left to do for whoever called, one command or sentence each.
  public var steps: [String]
}

extension CaddyConfiguration {
  /// Writes `caddy.json` and `allotment.conf`, a drop-in for Caddy's systemd unit, into a folder,
  /// and makes ``root`` when it is not there.
  ///
  /// Both hold no secret and may be read by everybody. Writing again changes nothing.
  ///
  /// - Parameter group: Caddy's group, as the agent's own file names it. Only it may then read
  ///   what lies in ``root``.
  public func install(in directory: String, group: String? = nil) throws -> CaddyInstallation {
    let access = try Access.named(group)
    try Files.makeFolder(directory, .everybody)
    try Files.makeFolder(root, access)
    let json = "\(directory)/caddy.json"
    let dropIn = "\(directory)/allotment.conf"
    try replace(json, with: try self.json())
    try replace(dropIn, with: Self.dropIn(json))
    return CaddyInstallation(
      files: [json, dropIn],
      steps: [
        "caddy validate --config \(json)",
        "install -D -m 644 \(dropIn) /etc/systemd/system/caddy.service.d/allotment.conf",
        "systemctl daemon-reload && systemctl restart caddy",
      ])
  }

  private static func dropIn(_ json: String) -> String {
    """
    # The file system is the state: this configuration is never reloaded.
    [Service]
    ExecStart=
    ExecStart=/usr/bin/caddy run --environ --config \(json)
    ExecReload=

    """
  }

  private func replace(_ path: String, with text: String) throws {
    let draft = path + ".new"
    try Files.remove(draft)
    try Files.write(Array(text.utf8), to: draft, .everybody)
    try Files.flush(draft)
    try Files.rename(draft, to: path)
  }
}
