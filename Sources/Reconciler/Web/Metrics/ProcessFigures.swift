import Glibc

/// What the kernel says of this process (proc(5)); a figure that cannot be read is nil.
struct ProcessFigures {
  var residentBytes: Int?
  var openFiles: Int?
  var cpuSeconds: Double?
  /// Seconds since 1970.
  var startedAt: Int?

  init() {
    let pages = Self.read("/proc/self/statm")?.split(separator: " ").dropFirst().first
    residentBytes = pages.flatMap { Int($0) }.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    openFiles = Self.entries("/proc/self/fd")
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    // The second field is the program's name in parentheses, and may hold spaces: count after it.
    guard let stat = Self.read("/proc/self/stat"), let end = stat.lastIndex(of: ")"), ticks > 0
    else { return }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let user = Double(fields[11]), let system = Double(fields[12]),
      let start = Double(fields[19])
    else { return }
    cpuSeconds = (user + system) / ticks
    startedAt = Self.bootTime.map { $0 + Int(start / ticks) }
  }

  private static var bootTime: Int? {
    read("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
      .flatMap { Int($0.dropFirst("btime ".count)) }
  }

  private static func read(_ path: String, limit: Int = 1 << 20) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count < limit {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0 { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Without the one that is open for the count itself.
  private static func entries(_ path: String, limit: Int = 1 << 20) -> Int? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var count = 0
    while count < limit, readdir(folder) != nil { count += 1 }
    return max(0, count - 3)
  }
}
