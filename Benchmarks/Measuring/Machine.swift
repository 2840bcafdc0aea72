import FoundationEssentials
import Glibc
import TestSupport

/// What the numbers were measured on.
struct Machine {
  var cores: Int
  var processor: String
  var memory: Int
  var system: String

  init() {
    cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    processor = Machine.field("model name", of: "/proc/cpuinfo") ?? "unknown processor"
    let kilobytes = Machine.field("MemTotal", of: "/proc/meminfo").flatMap {
      Int($0.prefix { $0.isNumber })
    }
    memory = (kilobytes ?? 0) >> 20
    system = Machine.value("PRETTY_NAME", of: "/etc/os-release") ?? "Linux"
  }

  /// Of a line `name : value`.
  private static func field(_ name: String, of file: String) -> String? {
    text(of: file).split(separator: "\n").first { $0.hasPrefix(name) }
      .flatMap { $0.split(separator: ":", maxSplits: 1).last }
      .map { trimmed($0) }
  }

  /// Of a line `NAME="value"`.
  private static func value(_ name: String, of file: String) -> String? {
    text(of: file).split(separator: "\n").first { $0.hasPrefix("\(name)=") }
      .map { $0.dropFirst(name.count + 1).filter { $0 != "\"" } }
  }

  private static func trimmed(_ text: Substring) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Of this process, in MB (1,000,000 bytes).
struct ResidentMemory: Codable, Sendable {
  var now: Double
  var peak: Double

  init() {
    let lines = text(of: "/proc/self/status").split(separator: "\n")
    func megabytes(_ name: String) -> Double {
      let line = lines.first { $0.hasPrefix("\(name):") } ?? ""
      return (Double(line.filter(\.isNumber)) ?? .nan) * 1_024 / 1e6
    }
    now = megabytes("VmRSS")
    peak = megabytes("VmHWM")
  }
}

/// A small file's text; empty when it cannot be read.
func text(of file: String) -> String {
  FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
}

/// Runs a command and gives its output; an error when it fails.
@discardableResult
func output(_ command: Command) async throws -> String {
  var command = command
  command.executable = place(of: command.executable)
  let finished = try await run(command)
  guard finished.isSuccess else {
    throw BenchFailure(
      "\(command.executable) \(command.arguments.prefix(3)) ended with \(finished.code): "
        + "\(finished.errors.suffix(2_000))")
  }
  return finished.output
}

/// Where a program is. Found here, once, so that no measured time holds a search through `PATH`.
private func place(of program: String) -> String {
  guard !program.contains("/") else { return program }
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  return folders.lazy.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 } ?? program
}

/// A measurement that cannot be made: it is never left out silently.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
