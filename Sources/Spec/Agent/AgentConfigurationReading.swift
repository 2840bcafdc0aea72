extension AgentConfiguration {
  /// Reads `agent.yaml`.
  ///
  /// - Parameters:
  ///   - file: how diagnostics name the file.
  ///   - folder: the absolute path of the file's folder: relative paths count from it.
  ///   - types: of services whose adapters are registered.
  /// - Returns: nil where there are errors.
  public static func read(
    _ bytes: [UInt8], file: String, folder: String, types: [ServiceType] = []
  ) -> (configuration: AgentConfiguration?, diagnostics: [Diagnostic]) {
    var reading = Reading(file: file)
    reading.serviceTypes = types
    var draft = AgentConfiguration(repository: Repository(url: ""))
    let isRead =
      reading.parse(bytes)
      && AgentDefinition.object.read(YAMLTree.root, into: &draft, &reading)
    if isRead {
      reading.scanForSecrets()
      draft.checkRooms(&reading)
    }
    draft.resolvePaths { resolved($0, in: folder) }
    return (
      isRead && reading.findings.errorCount == 0 ? draft : nil,
      reading.findings.diagnostics.sorted()
    )
  }

  private func checkRooms(_ reading: inout Reading) {
    for (index, notification) in notify.enumerated() {
      guard case .room(_, let service) = notification.target, services[service] == nil,
        let list = reading.tree.value(of: "notify", in: YAMLTree.root),
        let element = Array(reading.tree.elements(list)).dropFirst(index).first,
        let value = reading.tree.value(of: "service", in: element)
      else { continue }
      reading.report(
        .unknownChoice, "there is no service \(quoted(service))",
        at: reading.tree.position(value),
        hint: nearest(to: service, in: services.keys.sorted()).map { "did you mean `\($0)`?" })
    }
  }

  private mutating func resolvePaths(_ resolved: (String) -> String) {
    if repository.url.isPath { repository.url = resolved(repository.url) }
    switch repository.credentials {
    case .tokenFile(let file): repository.credentials = .tokenFile(resolved(file))
    case .sshKey(let key, let hosts):
      repository.credentials = .sshKey(resolved(key), knownHosts: hosts.map(resolved))
    case nil: break
    }
    repository.allowedSignersFile = repository.allowedSignersFile.map(resolved)
    dataDirectory = resolved(dataDirectory)
    controlSocket = resolved(controlSocket)
    webhookSecretFile = webhookSecretFile.map(resolved)
    apiTokenFile = apiTokenFile.map(resolved)
    ageKeyFile = ageKeyFile.map(resolved)
    for index in notify.indices {
      switch notify[index].target {
      case .webhook(let url, let file):
        notify[index].target = .webhook(url: url, secretFile: file.map(resolved))
      case .sendmail(let address, let from, let program):
        notify[index].target = .sendmail(
          address: address, from: from, program: program.map(resolved))
      case .room: break
      }
    }
    for (name, service) in services { services[name] = service.resolvingPaths(resolved) }
  }
}

extension ServiceConfiguration {
  fileprivate func resolvingPaths(_ resolved: (String) -> String) -> ServiceConfiguration {
    switch self {
    case .prosody(var service):
      service.socket = resolved(service.socket)
      service.hostsDirectory = resolved(service.hostsDirectory)
      return .prosody(service)
    case .ejabberd(var service):
      service.tokenFile = service.tokenFile.map(resolved)
      service.hostsFile = resolved(service.hostsFile)
      return .ejabberd(service)
    case .caddy(var service):
      service.root = resolved(service.root)
      service.adminSocket = service.adminSocket.map(resolved)
      service.certificates = service.certificates.map(resolved)
      return .caddy(service)
    case .registered(let service): return .registered(service.resolvingPaths(resolved))
    }
  }
}

extension String {
  /// Neither a URL nor `user@host:path`.
  fileprivate var isPath: Bool {
    if holds("://") { return false }
    guard let colon = firstIndex(of: ":") else { return true }
    return self[..<colon].holds("/")
  }
}

/// The path from the root, without `.`, `..` and empty names.
private func resolved(_ path: String, in folder: String) -> String {
  var names: [Substring] = []
  for name in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") {
    switch name {
    case ".": break
    case "..": _ = names.popLast()
    default: names.append(name)
    }
  }
  return "/" + names.joined(separator: "/")
}
