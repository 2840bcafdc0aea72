import Glibc
import Inventory
import Synchronization
import TestSupport

/// `allotment-simulate [--seeds COUNT] [--from SEED] [--jobs COUNT] [--failures COUNT]`, or
/// `--seed SEED` to replay one with its trace. It ends early after so many failures.
@main
struct Simulate {
  static func main() throws {
    try hashTheSameEveryTime()
    let options = Options(CommandLine.arguments)
    if let seed = options.seed { return try replay(seed) }
    try run(options)
  }

  /// Swift's hashing differs from process to process, and with it the order of sets and maps:
  /// unless this is set before the process starts.
  private static func hashTheSameEveryTime() throws {
    guard getenv("SWIFT_DETERMINISTIC_HASHING") == nil else { return }
    setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
    var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
    execv("/proc/self/exe", &arguments)
    throw SystemFailure("exec")
  }

  private static func replay(_ seed: UInt64) throws {
    let story = try Story(seed: seed, disk: try Inventory(inMemory: nil), isTraced: true)
    story.tell()
    for line in story.trace.lines { print(line) }
    print("seed \(seed), trace \(String(story.trace.hash, radix: 16))")
    if let broken = story.trace.broken {
      print("BROKEN: \(broken)")
      exit(1)
    }
  }

  private static func run(_ options: Options) throws {
    let results = Results()
    let next = Atomic<UInt64>(options.from)
    let end = options.from + options.seeds
    let work = Work(
      next: next, end: end, seeds: options.seeds, failures: options.failures, results: results)
    let threads = (0..<options.jobs).map { _ in Thread { work.run() } }
    for thread in threads { thread.join() }
    for failure in results.failures {
      print("seed \(failure.seed): \(failure.what)")
      print("  replay: \(CommandLine.arguments[0]) --seed \(failure.seed)")
    }
    print(results.summary)
    if !results.failures.isEmpty { exit(1) }
  }
}

extension Story {
  /// As ``run()``; an error is a broken promise too.
  func tell() {
    do { try run() } catch {
      if trace.broken == nil { trace.broke(.convergence, "\(error)") }
    }
  }
}

/// Takes one seed after the other, on one of several threads.
private final class Work: Sendable {
  private let next: Atomic<UInt64>
  private let end: UInt64
  private let seeds: UInt64
  private let failures: Int
  private let results: Results

  init(
    next: consuming Atomic<UInt64>, end: UInt64, seeds: UInt64, failures: Int, results: Results
  ) {
    self.seeds = seeds
    self.failures = failures
    self.next = next
    self.end = end
    self.results = results
  }

  func run() {
    do {
      let disk = try Inventory(inMemory: nil)
      while true {
        let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard seed < end, results.failures.count < failures else { return }
        let story = try Story(seed: seed, disk: disk)
        story.tell()
        results.add(story, of: seeds)
      }
    } catch {
      print("the simulation itself failed: \(error)")
      exit(70)
    }
  }
}

struct Options {
  var seed: UInt64?
  var from: UInt64 = 1
  var seeds: UInt64 = 1_000
  var jobs = 2
  var failures = 20

  init(_ arguments: [String]) {
    var rest = arguments.dropFirst()
    while let name = rest.popFirst() {
      guard let text = rest.popFirst(), let value = UInt64(text) else { Options.usage() }
      switch name {
      case "--seed": seed = value
      case "--from": from = value
      case "--seeds": seeds = value
      case "--jobs" where (1...64).contains(value): jobs = Int(value)
      case "--failures" where (1...1_000).contains(value): failures = Int(value)
      default: Options.usage()
      }
    }
  }

  private static func usage() -> Never {
    print(
      "usage: allotment-simulate [--seeds COUNT] [--from SEED] [--jobs COUNT] [--failures COUNT]"
        + " | --seed SEED")
    exit(64)
  }
}
