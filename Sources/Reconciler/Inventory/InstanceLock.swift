import Glibc

/// The right to work on a data directory: held until this object goes away, or its process dies.
///
/// It is an `flock(2)` on the file `lock` there, which holds the owner's process id for people
/// and error messages.
public final class InstanceLock: Sendable {
  private let file: Int32

  fileprivate init(file: Int32) { self.file = file }

  /// Closing alone would not do: a process that is just being started has a copy for a moment.
  deinit {
    flock(file, LOCK_UN)
    close(file)
  }
}

/// Takes the lock of a data directory, without waiting.
///
/// Two instances never work on one directory: the second gets an ``InventoryError`` with the code
/// `locked` that names the first one's process.
public func acquireLock(dataDirectory: String) throws -> InstanceLock {
  let path = dataDirectory + "/lock"
  let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, Files.ownerOnly)
  guard file >= 0 else { throw Files.failure("opened", path) }
  var held = flock(file, LOCK_EX | LOCK_NB)
  while held != 0, errno == EINTR { held = flock(file, LOCK_EX | LOCK_NB) }
  guard held == 0 else {
    let failure =
      errno == EWOULDBLOCK ? heldElsewhere(file, dataDirectory) : Files.failure("locked", path)
    close(file)
    throw failure
  }
  let lock = InstanceLock(file: file)
  try write(processID: getpid(), to: file, path)
  return lock
}

private func heldElsewhere(_ file: Int32, _ directory: String) -> InventoryError {
  var bytes = [UInt8](repeating: 0, count: 16)
  let count = pread(file, &bytes, bytes.count, 0)
  let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
  let who = digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
  return InventoryError(
    .locked,
    "another allotment\(who) works on \(directory): "
      + "stop it, or talk to it through its control socket")
}

private func write(processID: pid_t, to file: Int32, _ path: String) throws {
  let text = Array("\(processID)\n".utf8)
  guard ftruncate(file, 0) == 0, pwrite(file, text, text.count, 0) == text.count else {
    throw Files.failure("written", path)
  }
}
