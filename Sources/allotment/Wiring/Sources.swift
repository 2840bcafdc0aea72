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
    let opened = try await openSource(
      at: options.repo ?? repository.url,
      revision: options.revision ?? (options.repo == nil ? repository.branch : nil),
      credentials: options.repo == nil ? gitCredentials(of: configuration) : nil,
      cache: "\(data.path)/commands")
    var loader = RepositoryLoader()
    let info = opened.git.flatMap { try? $0.objects.commitInfo($0.commit) }
    let fleet = Fleet(
      revision: opened.revision, repository: try loader.load(opened.content),
      content: opened.content, author: info.map { "\($0.author) <\($0.email)>" })
    return (fleet, opened.git)
  } catch let failure as SourceFailure {
    throw CommandFailure.unreachable("\(failure)")
  }
}

/// The agent's own clone.
func gitSource(of configuration: AgentConfiguration, _ data: DataDirectory) throws
  -> GitFleetSource
{
  let repository = configuration.repository
  do {
    return GitFleetSource(
      repository: try GitRepository(
        directory: data.clone,
        source: GitSource(
          url: repository.url, reference: .branch(repository.branch),
          credentials: gitCredentials(of: configuration)),
        process: FetchProcess(deadline: repository.timeout)))
  } catch {
    throw CommandFailure.unreachable("\(error)")
  }
}

private func gitCredentials(of configuration: AgentConfiguration) -> GitCredentials? {
  switch configuration.repository.credentials {
  case nil: nil
  case .tokenFile(let file): .token(file: file)
  case .sshKey(let key, let knownHosts):
    .sshKey(file: key, knownHosts: knownHosts ?? "/etc/ssh/ssh_known_hosts")
  }
}
