import FoundationEssentials
import Glibc
import Source
import TestSupport

/// The programs that are measured beside our own code; scripts/bench builds them.
struct Tools: Sendable {
  var allotment: String
  /// The floor of reading, see Floor/events.c.
  var events: String
  /// See Floor/measure.c.
  var measure: String
  /// PyPI's `sourcemeta-jsonschema`.
  var sourcemeta: String
  /// PyPI's `check-jsonschema`.
  var checkJSONSchema: String
  /// The folder of an environment with PyPI's `ansible`; `control` in it has Debian's
  /// `ejabberdctl`, which then runs as whoever starts it.
  var ansible: String
}

/// `allotment-bench [--allotment PATH] [--events PATH] [--measure PATH] [--sourcemeta PATH]
/// [--check-jsonschema PATH] [--ansible FOLDER] [--output FILE] [--only NAME,…]`
@main
struct AllotmentBench {
  static let command = "make bench"

  static func main() async throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "internal-fetch": fetch()
    case AgentProcess.name: try await beAgent(arguments)
    default: try await AllotmentBench(Options(Array(arguments.dropFirst()))).run()
    }
  }

  private let options: Options

  private init(_ options: Options) { self.options = options }

  private func run() async throws {
    let scale = try Scale()
    var report = Report()
    if options.wants("commit") { try await CommitBench(scale: scale).run(into: &report) }
    if options.wants("prosody") { try await SweepBench(scale: scale).run(into: &report) }
    if options.wants("ejabberd") {
      try await EjabberdBench(scale: scale, tools: options.tools).run(into: &report)
    }
    if options.wants("reading") {
      try await ReadingBench(scale: scale, tools: options.tools).run(into: &report)
    }
    if options.wants("validators") {
      try await ValidatorsBench(scale: scale, tools: options.tools).run(into: &report)
    }
    if options.wants("peer") { try await PeerBench(scale: scale).run(into: &report) }
    let page = report.page(
      Machine(), command: AllotmentBench.command, versions: try await versions())
    if let file = options.output {
      let earlier = options.only.isEmpty ? nil : try? String(contentsOfFile: file, encoding: .utf8)
      try (earlier.map { report.page(page, into: $0) } ?? page)
        .write(toFile: file, atomically: true, encoding: .utf8)
    }
    for goal in report.goals {
      print(goal.isMet ? "met:" : "MISSED:", goal.what, goal.measured, "of", goal.target)
    }
  }

  private func versions() async throws -> [String] {
    let git = try await output(Command("git", ["--version"]))
    let prosody = try await output(Command("prosodyctl", ["about"]))
    let line = prosody.split(separator: "\n").first { $0.hasPrefix("Prosody ") }
    return [line.map(String.init) ?? "Prosody", git.filter { $0 != "\n" }]
  }

  /// The fetching process leaves the time of its end beside the name by which it was called.
  private static func fetch() -> Never {
    atexit {
      guard let name = CommandLine.arguments.first, let slash = name.lastIndex(of: "/") else {
        return
      }
      let file = "\(name[..<slash])/\(AgentProcess.stamp)"
      try? "\(milliseconds())".write(toFile: file, atomically: true, encoding: .utf8)
    }
    runFetchChild()
  }

  private static func beAgent(_ arguments: [String]) async throws {
    guard arguments.count == 6, let clubs = Int(arguments[4]), let rounds = Int(arguments[5])
    else { throw BenchFailure("\(AgentProcess.name) is for allotment-bench itself") }
    let process = AgentProcess(
      folder: arguments[2], url: arguments[3], clubs: clubs, rounds: rounds)
    let result = try await process.measure()
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }
}

/// What scripts/bench gives.
private struct Options: Sendable {
  var tools = Tools(
    allotment: "allotment", events: "events", measure: "measure", sourcemeta: "jsonschema",
    checkJSONSchema: "check-jsonschema", ansible: "/usr")
  var output: String?
  var only: Set<String> = []

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw BenchFailure("\(name) needs a value") }
      switch name {
      case "--allotment": tools.allotment = value
      case "--events": tools.events = value
      case "--measure": tools.measure = value
      case "--sourcemeta": tools.sourcemeta = value
      case "--check-jsonschema": tools.checkJSONSchema = value
      case "--ansible": tools.ansible = value
      case "--output": output = value
      case "--only": only = Set(value.split(separator: ",").map(String.init))
      default: throw BenchFailure("there is no option \(name)")
      }
    }
  }

  func wants(_ part: String) -> Bool { only.isEmpty || only.contains(part) }
}
