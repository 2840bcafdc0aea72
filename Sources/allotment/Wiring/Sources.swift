import Inventory
import Reconciler
import Source
import Spec

/// The revision that a command works on: that of `--repo` and `--revision`, or the newest of the
/// repository in agent.yaml.
func openFleet(
  _ configuration: AgentConfiguration, _ options: RepositoryOptions
) async throws -> Fleet {
  try await openRepository(configuration, options).fleet
}

func openRepository(
  _ configuration: AgentConfiguration, _ options: RepositoryOptions
) async throws -> (fleet: Fleet, git: GitSnapshot?) {
  do {
    let repository = configuration.repository
    let data = DataDirectory(configuration)
    try data.prepare()
    let cache = "\(data.path)/commands"
    return try await mendingClone(in: cache) {
      let opened = try await openSource(
        at: options.repo ?? repository.url,
        revision: options.revision ?? (options.repo == nil ? repository.branch : nil),
        credentials: options.repo == nil ? gitCredentials(of: configuration) : nil, cache: cache)
      var loader = RepositoryLoader(keys: try ageKeys(configuration, flag: options.keys.ageKeyFile))
      let info = opened.git.flatMap { try? $0.objects.commitInfo($0.commit) }
      let fleet = Fleet(
        revision: opened.revision, repository: try loader.load(opened.content),
        content: opened.content, author: info.map { "\($0.author) <\($0.email)>" })
      return (fleet, opened.git)
    }
  } catch let failure as SourceFailure {
    throw CommandFailure.unreachable("\(failure)")
  }
}

/// The agent's own clone.
func gitSource(
  of configuration: AgentConfiguration, _ data: DataDirectory, _ inventory: Inventory
) throws -> GitFleetSource {
  let repository = configuration.repository
  let keys = try ageKeys(configuration)
  do {
    return GitFleetSource(
      repository: try GitRepository(
        directory: data.clone,
        source: GitSource(
          url: repository.url, reference: .branch(repository.branch),
          credentials: gitCredentials(of: configuration)),
        process: FetchProcess(deadline: repository.timeout)),
      trust: SourceTrust(signers: allowedSigners(configuration)), keys: keys,
      applied: try lastApplied(inventory))
  } catch let error as InventoryError {
    throw CommandFailure.failed("\(error)")
  } catch {
    throw CommandFailure.unreachable("\(error)")
  }
}

/// Nil when signatures are not checked.
private func allowedSigners(_ configuration: AgentConfiguration) -> AllowedSigners? {
  configuration.repository.allowedSignersFile.map {
    AllowedSigners(file: $0, workFolder: configuration.dataDirectory)
  }
}

private func lastApplied(_ inventory: Inventory) throws -> Revision? {
  try inventory.setting(Agent.revisionSetting).map { Revision($0) }
}

/// With `repository.verify`, only a commit that an allowed signer signed is applied, and none that
/// is dated before the one that it is built upon; all commits since the last applied one are looked
/// at. A branch that was set back is applied only when the commit is named.
func requireTrust(
  _ git: GitSnapshot?, _ configuration: AgentConfiguration, _ options: RepositoryOptions,
  _ inventory: Inventory
) async throws {
  let signers = allowedSigners(configuration)
  guard let git else {
    guard signers != nil else { return }
    throw CommandFailure.failed(
      "repository.verify: what lies in a folder is not signed; commit it, and name the commit with "
        + "--revision")
  }
  var applied = try lastApplied(inventory)?.commit(of: configuration.repository.branch)
  // Whoever names a commit or another repository has looked at it: it may be an older one.
  if options.repo != nil || options.revision != nil,
    let last = applied, (try? git.objects.descends(git.commit, from: last)) != true
  {
    applied = nil
  }
  do {
    let trust = SourceTrust(signers: signers)
    // First what is wrong with the commit itself.
    for last in [nil, applied] {
      _ = try await trust.admit(git.commit, after: last, in: git.objects)
    }
  } catch {
    throw CommandFailure.failed(
      error.code == .rolledBack
        ? "\(error.message); without an agent, --revision \(git.commit.hex) does"
        : "repository.verify: \(error.message)")
  }
}

func gitCredentials(of configuration: AgentConfiguration) -> GitCredentials? {
  switch configuration.repository.credentials {
  case nil: nil
  case .tokenFile(let file): .token(file: file)
  case .sshKey(let key, let knownHosts):
    .sshKey(file: key, knownHosts: knownHosts ?? "/etc/ssh/ssh_known_hosts")
  }
}
