import FoundationEssentials
import Glibc

/// The whole life of the fetching process: `internal-fetch`, a hidden first argument.
///
/// Reads one line with a ``FetchRequest`` from standard input, writes a ``FetchAnswer`` to standard
/// output, and ends. It ends early when its parent does (standard input closes) or when its
/// deadline passes.
public func runFetchChild() -> Never {
  umask(0o077)
  prepareSignals()
  limitMemory()
  let answer: FetchAnswer
  do throws(SourceFailure) {
    let request = try readRequest()
    alarm(UInt32(clamping: request.deadline))
    endWithParent()
    answer = .found(try serve(request))
  } catch {
    answer = .failed(error)
  }
  guard let bytes = try? JSONEncoder().encode(answer), writeAll(STDOUT_FILENO, [UInt8](bytes))
  else {
    exit(1)
  }
  exit(0)
}

/// A process inherits which signals are blocked or ignored; the deadline must not be.
private func prepareSignals() {
  var none = sigset_t()
  sigemptyset(&none)
  sigprocmask(SIG_SETMASK, &none, nil)
  signal(SIGALRM, SIG_DFL)
  signal(SIGTERM, SIG_DFL)
  signal(SIGPIPE, SIG_IGN)
  // With the signal ignored, a file over the limit is an error that can be told.
  signal(SIGXFSZ, SIG_IGN)
}

/// A server can send small packs that unfold to anything: 4 GiB of address space are enough.
private func limitMemory() {
  var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
  setrlimit(__rlimit_resource_t(UInt32(RLIMIT_AS.rawValue)), &limit)
}

private func readRequest() throws(SourceFailure) -> FetchRequest {
  var line: [UInt8] = []
  var byte: UInt8 = 0
  while line.count < 64 << 10 {
    let count = read(STDIN_FILENO, &byte, 1)
    if count < 0, errno == EINTR { continue }
    if count <= 0 || byte == UInt8(ascii: "\n") { break }
    line.append(byte)
  }
  guard let request = try? JSONDecoder().decode(FetchRequest.self, from: Data(line)) else {
    throw SourceFailure(.childFailed, "internal-fetch is for allotment itself, not for people")
  }
  return request
}

/// Nobody is left to read the answer once standard input has closed.
private func endWithParent() {
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { _ in
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || (count < 0 && errno != EINTR) { _exit(3) }
      }
    }, nil)
}

private func serve(_ request: FetchRequest) throws(SourceFailure) -> FetchAnswer.Found {
  let address = try GitAddress(request.source.url)
  let control = try RemoteGuard(request, address)
  let directory = CloneDirectory(path: request.directory)
  // The parent holds the lock, from before our start until the reference is recorded.
  return try CloneTarget(request, directory).bring(address, control, directory)
}

/// What libgit2 takes from its surroundings.
func prepare(
  _ request: FetchRequest, _ control: RemoteGuard, _ directory: CloneDirectory
) throws(SourceFailure) {
  if let known = try control.knownHostsFile() {
    let home = "\(directory.path)/ssh"
    try makePrivateFolder(home)
    try makePrivateFolder("\(home)/.ssh")
    try replaceFile("\(home)/.ssh/known_hosts", with: known)
    setenv("HOME", home, 1)
  } else {
    setenv("HOME", "/nonexistent", 1)
  }
  try Libgit2.trust(authorities: request.source.authoritiesFile)
  Libgit2.limit(objects: request.maximumObjects)
}
