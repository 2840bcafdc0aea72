public import Model
import Reporting
public import ServiceContract
public import Spec

/// What a club, or one of its members, takes along when it leaves: files by path, as
/// docs/exit-bundle.md lays them out.
public struct Bundle: Sendable {
  /// All that was read for it.
  public struct Source: Sendable {
    public var club: String
    public var name: String
    /// The club's own file; nil without one, and for a bundle of one member.
    public var file: [UInt8]?
    public var revision: Revision
    /// Of all its services.
    public var resources: [ObservedResource]
    /// By host.
    public var accounts: [String: [AccountContent]]
    /// What accounts hold that their server cannot tell, in plain words.
    public var untold: [String]
    /// The files of its static site, by path.
    public var site: [String: [UInt8]]
    /// What of the site is no file, in plain words.
    public var siteRemarks: [String]
    /// Seconds since 1970.
    public var time: Int64

    public init(
      club: String, name: String, file: [UInt8]?, revision: Revision,
      resources: [ObservedResource], accounts: [String: [AccountContent]], untold: [String] = [],
      site: [String: [UInt8]], siteRemarks: [String] = [], time: Int64
    ) {
      self.club = club
      self.name = name
      self.file = file
      self.revision = revision
      self.resources = resources
      self.accounts = accounts
      self.untold = untold
      self.site = site
      self.siteRemarks = siteRemarks
      self.time = time
    }
  }

  public let files: [String: [UInt8]]
  /// What could not be taken along, in plain words.
  public let remarks: [String]

  /// Of a whole club.
  public init(of source: Source) {
    var files: [String: [UInt8]] = [:]
    remarks = source.untold + source.resources.compactMap(\.remark) + source.siteRemarks
    let whole = source.resources.filter { $0.problem == nil }
    for (place, resources) in Dictionary(grouping: whole, by: { "\($0.id.service)/\($0.id.kind)" })
    {
      files["live/\(place).json"] = encoded(things(resources))
    }
    if !source.accounts.isEmpty {
      files["accounts.xml"] = Array(ServerData(accounts: source.accounts).text.utf8)
    }
    if let file = source.file { files["club.yaml"] = file }
    for (path, bytes) in source.site { files["site/\(path)"] = bytes }
    files["README.txt"] = readme(source, remarks, files)
    files["bundle.json"] = encoded(
      head(source, "club", remarks).adding([
        .init("accounts", .number(Int64(source.accounts.values.map(\.count).reduce(0, +)))),
        .init("siteFiles", .number(Int64(source.site.count))),
      ]))
    self.files = files
  }

  /// Of one member: the account, and where the club's rooms and lists name it.
  public init(of member: Member, address: BareJID, in source: Source) {
    let address = address.description
    let whole = source.resources.filter { $0.problem == nil }
    let mine = whole.compactMap { $0.part(about: address, member.id.value) }
    let accounts = source.accounts.mapValues { $0.filter { $0.user == member.id.value } }
      .filter { !$0.value.isEmpty }
    // Of a room or a list that cannot be read nobody knows whether it names the member.
    remarks =
      (accounts.isEmpty ? [] : source.untold)
      + source.resources.filter { $0.id.name == address || $0.id.kind.name != "account" }
      .compactMap(\.remark)
    var files: [String: [UInt8]] = [:]
    if !accounts.isEmpty {
      files["accounts.xml"] = Array(ServerData(accounts: accounts).text.utf8)
    }
    files["member.json"] = encoded([
      "formatVersion": "1", "id": .text(member.id.value), "name": .text(member.name?.value),
      "address": .text(address), "email": .text(member.email?.value),
      "role": .text(member.role.value.rawValue), "state": .text(member.state.value.rawValue),
      "devices": .list(member.devices.map { .text($0.value.rawValue) }), "live": things(mine),
    ])
    files["README.txt"] = readme(source, remarks, files, of: address)
    files["bundle.json"] = encoded(head(source, "member", remarks))
    self.files = files
  }
}

private func readme(
  _ source: Bundle.Source, _ remarks: [String], _ files: [String: [UInt8]],
  of member: String? = nil
) -> [UInt8] {
  let paths = Set(files.keys)
  return Array(BundleReadme(source, remarks: remarks, files: paths, of: member).text.utf8)
}

private func encoded(_ json: JSON) -> [UInt8] { Array((json.encoded(.indented) + "\n").utf8) }

private func head(_ source: Bundle.Source, _ of: String, _ remarks: [String]) -> JSON {
  [
    "formatVersion": "1", "of": .text(of), "club": .text(source.club), "name": .text(source.name),
    "revision": .text(source.revision.description), "time": .text(timestamp(source.time)),
    "missing": .list(remarks.map { .text($0) }),
  ]
}

private func things(_ resources: [ObservedResource]) -> JSON {
  .list(
    resources.sorted { $0.id < $1.id }.map { resource in
      [
        "kind": .text(resource.id.kind.name), "name": .text(resource.id.name),
        "fields": .object(
          resource.fields.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) }),
      ]
    })
}

private func json(_ value: Value) -> JSON {
  switch value {
  case .text(let text): .text(text)
  case .number(let number): .number(number)
  case .flag(let flag): .flag(flag)
  case .set(let set): .list(set.sorted().map { .text($0) })
  case .map(let map):
    .object(map.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value)) })
  }
}

extension ObservedResource {
  /// Why it could not be taken along.
  fileprivate var remark: String? { problem.map { "\(id.kind) \(id.name) is not in it: \($0)" } }

  /// What of it is about one member: the thing itself, or the entry in its maps.
  fileprivate func part(about address: String, _ member: String) -> ObservedResource? {
    if id.name == address { return self }
    var part = self
    part.fields = fields.compactMapValues { value in
      guard case .map(let map) = value else { return nil }
      let own = map.filter { $0.key == address || $0.key == member }
      return own.isEmpty ? nil : .map(own)
    }
    return part.fields.isEmpty ? nil : part
  }
}
