public import Glibc

/// A server that a test starts and ends: in a process group of its own, its output in a file.
public final class ChildProcess: Sendable {
  public let pid: pid_t

  /// - Parameters:
  ///   - executable: a path.
  ///   - log: the file that its outputs are added to.
  ///   - lifetime: it is killed after so many seconds even if the test itself died.
  public init(
    _ executable: String, _ arguments: [String], log: String, lifetime: Int = 900
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // The threads that run tasks hold signals back, and a child would inherit that.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let words =
      ["timeout", "--kill-after=5", "\(lifetime)", executable] + arguments
    var argv = words.map { strdup($0) } + [nil]
    defer { for word in argv { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, "timeout", &actions, &attributes, &argv, environ)
    guard code == 0 else {
      errno = code
      throw SystemFailure("spawn \(executable)")
    }
    self.pid = pid
  }

  /// Sends a signal to the whole group.
  public func signal(_ signal: CInt) { kill(-pid, signal) }

  /// Whether it ended; it is then reaped.
  public func hasEnded() -> Bool {
    var status: CInt = 0
    let result = waitpid(pid, &status, WNOHANG)
    return result == pid || (result == -1 && errno == ECHILD)
  }

  /// Asks it to end, and kills it when it does not within `limit`.
  public func stop(within limit: Duration = .seconds(10)) async throws {
    if hasEnded() { return }
    signal(SIGTERM)
    if try await eventually(within: limit, { self.hasEnded() }) { return }
    try await killNow()
  }

  /// SIGKILL, and waits until it is gone.
  public func killNow() async throws {
    signal(SIGKILL)
    guard try await eventually(within: .seconds(10), { self.hasEnded() }) else {
      throw SystemFailure("process \(pid) cannot be killed")
    }
  }
}
