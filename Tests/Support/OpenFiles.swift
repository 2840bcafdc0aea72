import Glibc

/// Copies of this process's descriptors of a file, as a child has them until it starts its program.
public func copiesOfOpenFiles(at path: String) -> [Int32] {
  guard let resolved = realpath(path, nil) else { return [] }
  defer { free(resolved) }
  let wanted = UnsafeBufferPointer(start: resolved, count: strlen(resolved))
  let open = (Int32(0)..<1_024).filter { number in
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/fd/\(number)", &target, target.count)
    return count > 0 && target.prefix(count).elementsEqual(wanted)
  }
  // Later than all: a copy is not copied.
  return open.map { fcntl($0, F_DUPFD_CLOEXEC, 0) }.filter { $0 >= 0 }
}
