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
    fputs("reached \(all.count): \(all.joined(separator: ", "))\n", stderr)
  }
}
