import Glibc
import Synchronization

/// How deep inputs came: what happened at least once is told at the end.
enum Reach {
  private static let notes = Mutex<Set<String>>([])

  static func note(_ what: String) {
    let isFirst = notes.withLock { notes in
      notes.insert(what).inserted && notes.count == 1
    }
    if isFirst { atexit { Reach.tell() } }
  }

  private static func tell() {
    let all = notes.withLock { $0.sorted() }
    let line = Array("reached \(all.count): \(all.joined(separator: ", "))\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
