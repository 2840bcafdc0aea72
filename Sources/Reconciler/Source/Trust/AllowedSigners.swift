import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// Who may sign commits: a file in the format ALLOWED SIGNERS of ssh-keygen(1), the one that git
/// itself uses (`gpg.ssh.allowedSignersFile`).
///
/// Signatures are checked by OpenSSH's own ssh-keygen, in the namespace `git`, for the time of the
/// commit, so that `valid-after` and `valid-before` count.
public struct AllowedSigners: Sendable, Hashable {
  /// For one run of ssh-keygen.
  private static let deadline = Duration.seconds(10)
  /// Bytes of its output.
  private static let outputLimit = 64 << 10

  public var file: String
  /// A folder of ours, where the signature may lie while it is checked.
  public var workFolder: String

  public init(file: String, workFolder: String) {
    self.file = file
    self.workFolder = workFolder
  }

  /// Who signed the commit.
  ///
  /// - Throws: `not-trusted` when it is not signed by one of these, with what to do.
  public func signer(
    of commit: CommitID, in objects: GitObjects
  ) async throws(SourceFailure) -> String {
    guard access(file, R_OK) == 0 else {
      throw SourceFailure(
        .credentialsUnreadable, "the allowed signers \(file) cannot be read: \(systemError())")
    }
    let info = try objects.commitInfo(commit)
    let what = "commit \(commit.short) by \(info.author) <\(info.email)>"
    guard let signature = try objects.signature(of: commit) else {
      throw SourceFailure(
        .notTrusted, "\(what) is not signed; sign it (git commit -S with gpg.format=ssh)")
    }
    guard signature.isSSH else {
      throw SourceFailure(
        .notTrusted, "\(what) is signed with something else than an SSH key (gpg.format=ssh)")
    }
    let time = try objects.commitTime(commit)
    for principal in try await principals(signature, time) {
      let arguments =
        ["-Y", "verify", "-f", file, "-I", principal, "-n", "git"]
      if try await keygen(arguments, signature, time).isSuccess { return principal }
    }
    throw SourceFailure(
      .notTrusted,
      "\(what) is signed with a key that is not one of \(file), or not at that time")
  }

  /// For whom the key of the signature may stand, in the order of the file.
  private func principals(
    _ signature: CommitSignature, _ time: Int64
  ) async throws(SourceFailure) -> [String] {
    let found = try await keygen(["-Y", "find-principals", "-f", file], signature, time)
    guard found.isSuccess else { return [] }
    return found.output.split(separator: "\n").prefix(16).map(String.init)
  }

  private struct Answer: Sendable {
    var isSuccess: Bool
    var output: String
  }

  private func keygen(
    _ arguments: [String], _ signature: CommitSignature, _ time: Int64
  ) async throws(SourceFailure) -> Answer {
    let scratch = try ScratchFile(signature.text, in: workFolder)
    defer { scratch.remove() }
    // A file and no pipe: ssh-keygen may end without reading it.
    let payload = try ScratchFile(signature.payload, in: workFolder)
    defer { payload.remove() }
    let all =
      arguments + ["-s", scratch.path, "-Overify-time=\(Self.stamp(time))"]
    do {
      return try await race(all, payload.path)
    } catch {
      if Task.isCancelled { throw SourceFailure(.cancelled, "the check was cancelled") }
      throw SourceFailure(
        .childFailed, "ssh-keygen cannot be run (package openssh-client): \(error)")
    }
  }

  private func race(_ arguments: [String], _ input: String) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer.self) { group in
      group.addTask { try await run(arguments, input) }
      group.addTask {
        try await Task.sleep(for: Self.deadline, clock: .continuous)
        throw TooSlow()
      }
      defer { group.cancelAll() }
      return try await group.next() ?? Answer(isSuccess: false, output: "")
    }
  }

  private struct TooSlow: Error, CustomStringConvertible {
    var description: String { "it did not end in time" }
  }

  private func run(_ arguments: [String], _ input: String) async throws -> Answer {
    var options = PlatformOptions()
    options.teardownSequence = [
      .send(signal: .kill, allowedDurationToNextStep: .zero)
    ]
    let result = try await Subprocess.run(
      .name("ssh-keygen"), arguments: Arguments(arguments),
      environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC0"]),
      platformOptions: options,
      input: .fileDescriptor(
        try FileDescriptor.open(input, .readOnly), closeAfterSpawningProcess: true),
      output: .string(limit: Self.outputLimit), error: .discarded)
    return Answer(
      isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput)
  }

  /// `YYYYMMDDHHMMSS`, in UTC as our environment for ssh-keygen says.
  private static func stamp(_ time: Int64) -> String {
    var seconds = time_t(time)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let numbers = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
    return "\(parts.tm_year + 1900)"
      + numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
  }
}

/// A file for its owner alone, that lives for one call.
private struct ScratchFile {
  let path: String

  init(_ bytes: [UInt8], in folder: String) throws(SourceFailure) {
    var template = Array("\(folder)/.signature-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0, fcntl(file, F_SETFD, FD_CLOEXEC) == 0 else {
      throw SourceFailure(.unreadable, "\(folder) cannot be written: \(systemError())")
    }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let isWritten = write(file, bytes, bytes.count) == bytes.count
    close(file)
    guard isWritten else {
      remove()
      throw SourceFailure(.diskFull, "no room for a signature in \(folder)")
    }
  }

  func remove() { unlink(path) }
}
