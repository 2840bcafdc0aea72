import Glibc
import Inventory

/// How long the machine has been up, sleep included.
public struct Uptime: Sendable, Equatable {
  /// Another one after each start of the machine.
  public var boot: String
  public var seconds: Int64

  public init(boot: String, seconds: Int64) {
    self.boot = boot
    self.seconds = seconds
  }

  /// Linux's own: CLOCK_BOOTTIME, and the kernel's id of this boot.
  @Sendable public static func ofThisMachine() -> Uptime {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Uptime(boot: thisBoot, seconds: Int64(time.tv_sec))
  }

  private static let thisBoot: String = {
    guard let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return "" }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer.prefix(count).filter { $0 > 32 }, as: UTF8.self)
  }()
}

/// A time of day that does not jump: it goes on at most twice as fast as the machine's uptime, and
/// so catches up with the clock after the machine was off, without ever believing a sudden change.
struct LivedTime: Equatable {
  /// Seconds since 1970.
  var time: Int64
  var uptime: Uptime

  init(time: Int64, uptime: Uptime) {
    self.time = time
    self.uptime = uptime
  }

  /// As ``text`` has it.
  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let time = Int64(parts[0]), let seconds = Int64(parts[1]) else {
      return nil
    }
    let boot = parts[2] == "-" ? "" : String(parts[2])
    self.init(time: time, uptime: Uptime(boot: boot, seconds: seconds))
  }

  var text: String { "\(time) \(uptime.seconds) \(uptime.boot.isEmpty ? "-" : uptime.boot)" }

  func later(now: Int64, uptime new: Uptime) -> LivedTime {
    // After a start of the machine only what passed since then is known.
    let passed = new.boot == uptime.boot ? max(0, new.seconds - uptime.seconds) : new.seconds
    return LivedTime(time: max(time, min(now, time + 2 * passed)), uptime: new)
  }
}

extension Engine {
  private static let livedSetting = "lived"

  /// What the clock says as far as it can be believed; before anything was recorded, what it says.
  func lived(at now: Int64) throws -> Int64 {
    guard let known = try recordedTime() else { return now }
    return min(now, known.later(now: now, uptime: uptime()).time)
  }

  /// Now, or the latest time that was written down when the clock is behind it.
  func latestTime(at now: Int64) throws -> Int64 { max(now, try recordedTime()?.time ?? now) }

  /// Writes down how far time has come.
  func recordTime(_ now: Int64) throws {
    let uptime = uptime()
    let known = try recordedTime()
    let next = known?.later(now: now, uptime: uptime) ?? LivedTime(time: now, uptime: uptime)
    if next != known { try inventory.set(Engine.livedSetting, to: next.text) }
  }

  /// Nil before anything was recorded; what cannot be read is not taken for that.
  private func recordedTime() throws -> LivedTime? {
    guard let text = try inventory.setting(Engine.livedSetting) else { return nil }
    guard let time = LivedTime(text) else {
      throw InventoryError(
        .damaged,
        "the inventory's setting `\(Engine.livedSetting)` cannot be read; put a backup in "
          + "its place")
    }
    return time
  }
}
