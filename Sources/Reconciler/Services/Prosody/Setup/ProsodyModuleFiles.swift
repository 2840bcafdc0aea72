import ServiceContract

/// The Lua module that Prosody needs, as it is shipped inside the executable.
public enum ProsodyModuleFiles {
  /// What the module says of itself in a ping.
  public static let version = "4"

  /// The folder of the module, below one of Prosody's `plugin_paths`.
  public static let folder = "mod_allotment"

  /// Names and contents.
  public static let all: [(name: String, bytes: [UInt8])] = [
    ("account_move.lib.lua", PackageResources.account_move_lib_lua),
    ("account_read.lib.lua", PackageResources.account_read_lib_lua),
    ("accounts.lib.lua", PackageResources.accounts_lib_lua),
    ("allotment_hosts.lua", PackageResources.allotment_hosts_lua),
    ("common.lib.lua", PackageResources.common_lib_lua),
    ("contacts.lib.lua", PackageResources.contacts_lib_lua),
    ("digests.lib.lua", PackageResources.digests_lib_lua),
    ("dispatch.lib.lua", PackageResources.dispatch_lib_lua),
    ("federation.lib.lua", PackageResources.federation_lib_lua),
    ("host_settings.lib.lua", PackageResources.host_settings_lib_lua),
    ("hostfile.lib.lua", PackageResources.hostfile_lib_lua),
    ("hosts.lib.lua", PackageResources.hosts_lib_lua),
    ("invitations.lib.lua", PackageResources.invitations_lib_lua),
    ("join_page.lib.lua", PackageResources.join_page_lib_lua),
    ("join_template.lib.lua", PackageResources.join_template_lib_lua),
    ("login.lib.lua", PackageResources.login_lib_lua),
    ("mod_allotment.lua", PackageResources.mod_allotment_lua),
    ("notices.lib.lua", PackageResources.notices_lib_lua),
    ("ping.lib.lua", PackageResources.ping_lib_lua),
    ("purge.lib.lua", PackageResources.purge_lib_lua),
    ("read.lib.lua", PackageResources.read_lib_lua),
    ("redeem.lib.lua", PackageResources.redeem_lib_lua),
    ("register.lib.lua", PackageResources.register_lib_lua),
    ("registry.lib.lua", PackageResources.registry_lib_lua),
    ("room_change.lib.lua", PackageResources.room_change_lib_lua),
    ("room_store.lib.lua", PackageResources.room_store_lib_lua),
    ("rooms.lib.lua", PackageResources.rooms_lib_lua),
    ("roster.lib.lua", PackageResources.roster_lib_lua),
    ("shared_contacts.lib.lua", PackageResources.shared_contacts_lib_lua),
    ("slices.lib.lua", PackageResources.slices_lib_lua),
    ("socket.lib.lua", PackageResources.socket_lib_lua),
    ("storage.lib.lua", PackageResources.storage_lib_lua),
    ("stores.lib.lua", PackageResources.stores_lib_lua),
  ]

  /// Writes the module's files below `directory`, each whole or not at all, readable for all.
  ///
  /// - Returns: the paths that were written.
  public static func install(into directory: String) throws(InstallFailure) -> [String] {
    try makeFolder(directory)
    let module = "\(directory)/\(folder)"
    try makeFolder(module)
    var written: [String] = []
    for file in all {
      try writeAtomically(file.bytes, to: file.name, in: module)
      written.append("\(module)/\(file.name)")
    }
    syncFolder(module)
    return written
  }

  /// What must stand in the global part of `prosody.cfg.lua`, before any `VirtualHost`.
  public static func configuration(
    directory: String, socket: String, hostsDirectory: String
  ) -> String {
    """
    plugin_paths = { \(luaString(directory)) } -- besides those that are there already
    modules_enabled = { "allotment" } -- besides those that are there already
    allotment_socket = \(luaString(socket))
    dofile(\(luaString("\(directory)/\(folder)/allotment_hosts.lua")))(_ENV, \
    \(luaString(hostsDirectory)))

    """
  }
}

/// A text as a Lua string literal: all but printable ASCII as decimal escapes.
func luaString(_ text: String) -> String {
  let quoted = text.utf8.reduce(into: "") { result, byte in
    switch byte {
    case UInt8(ascii: "\""): result += "\\\""
    case UInt8(ascii: "\\"): result += "\\\\"
    case 32..<127: result.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let digits = String(byte)
      result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
  }
  return "\"\(quoted)\""
}
