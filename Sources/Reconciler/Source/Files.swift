import Glibc

/// Makes a folder that only we can enter; tightens one that is there.
func makePrivateFolder(_ path: String) throws(SourceFailure) {
  if mkdir(path, 0o700) != 0, errno != EEXIST {
    throw SourceFailure(
      errno == ENOSPC || errno == EDQUOT ? .diskFull : .unreadable,
      "the folder \(path) cannot be made: \(systemError())")
  }
  var status = stat()
  guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
    throw SourceFailure(.unreadable, "\(path) is not a folder")
  }
  if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 {
    throw SourceFailure(.unreadable, "\(path) is open to others and cannot be closed to them")
  }
}

/// Replaces a small file at once: readers see the old text or the new.
func replaceFile(_ path: String, with text: String) throws(SourceFailure) {
  let temporary = "\(path).new"
  let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
  let written = file >= 0 && writeAll(file, Array(text.utf8)) && fsync(file) == 0
  let reason = errno
  if file >= 0 { close(file) }
  if !written || rename(temporary, path) != 0 {
    throw SourceFailure(
      reason == ENOSPC || reason == EDQUOT || reason == EFBIG ? .diskFull : .unreadable,
      "\(path) cannot be written: \(systemError(reason))")
  }
}

/// Removes a folder with all below it; follows no links. Nothing there is fine.
func removeTree(_ path: String) throws(SourceFailure) {
  guard removeEntry(AT_FDCWD, path, depth: 0) else {
    throw SourceFailure(.unreadable, "\(path) cannot be removed: \(systemError())")
  }
}

private func removeEntry(_ parent: Int32, _ name: String, depth: Int) -> Bool {
  if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return true }
  guard errno == EISDIR || errno == EPERM, depth < 16 else { return false }
  let folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  guard folder >= 0 else { return false }
  defer { close(folder) }
  guard let entries = names(in: folder, limit: 1_000_000) else { return false }
  for entry in entries where !removeEntry(folder, entry.name, depth: depth + 1) { return false }
  return unlinkat(parent, name, AT_REMOVEDIR) == 0
}
