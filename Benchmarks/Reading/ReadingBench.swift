import Spec
import TestSupport

/// Reading and checking all clubs with nothing cached, against libyaml's bare event loop in C.
struct ReadingBench {
  let scale: Scale
  let tools: Tools

  private struct Result {
    var floor = [Samples(), Samples()]
    var ours = [Samples(), Samples()]
    var wholeFloor = ProcessCost()
    var whole = ProcessCost()
    var oneFloor = ProcessCost()
    var one = ProcessCost()
    var bytes = 0
  }

  private var widths: [Int] { [1, RepositoryLoader.cores] }

  func run(into report: inout Report) async throws {
    let folder = try TemporaryDirectory()
    let files = FullClubText.repository(clubs: scale.clubs)
    for (name, text) in files { try folder.write(name, text) }
    var result = Result()
    result.bytes = files.values.reduce(0) { $0 + $1.utf8.count }
    let content = InMemoryRepository(files)
    for _ in 0..<scale.rounds {
      for (index, width) in widths.enumerated() {
        result.floor[index].add(try await events(folder, threads: width))
        result.ours[index].add(try load(content, width: width))
      }
      try await processes(folder, &result)
    }
    add(result, to: &report)
  }

  private func events(_ folder: TemporaryDirectory, threads: Int) async throws -> Double {
    let line = try await output(
      Command(tools.events, [folder("clubs"), "\(threads)", "1"], limit: .seconds(120)))
    guard let time = Double(line.filter { !$0.isWhitespace }) else {
      throw BenchFailure("the floor gave no time: \(line)")
    }
    return time
  }

  private func load(_ content: InMemoryRepository, width: Int) throws -> Double {
    try timed {
      var loader = RepositoryLoader(width: width)
      let loaded = try loader.load(content)
      guard loaded.clubs.count == scale.clubs, loaded.diagnostics.isEmpty else {
        throw BenchFailure("\(loaded.diagnostics.prefix(3))")
      }
    }
  }

  private func processes(_ folder: TemporaryDirectory, _ result: inout Result) async throws {
    let one = folder("clubs/\(ClubText.id(1)).yaml")
    let (allotment, events, measure) = (tools.allotment, tools.events, tools.measure)
    try await result.wholeFloor.add(events, [folder("clubs")], measure: measure)
    try await result.whole.add(allotment, ["validate", folder.path], measure: measure)
    for _ in 0..<5 {
      try await result.oneFloor.add(events, [one], measure: measure)
      try await result.one.add(allotment, ["validate", one], measure: measure)
    }
  }

  private func add(_ result: Result, to report: inout Report) {
    let memory = result.whole.memory
    var section = Report.Section(
      title: "Reading \(scale.clubs) clubs with nothing cached",
      text: """
        \(scale.clubs) files with \(Scale.members) members each, \
        \(text(Double(result.bytes) / 1e6, digits: 1)) MB. Ours is the whole of it: decoding with \
        every value's place, all rules of a file and across files. The floor, in C, goes through \
        libyaml's events of the same bytes and does nothing with them.
        """,
      columns: ["", "floor", "ours", "against the floor", "files a second"])
    for (index, width) in widths.enumerated() {
      section.rows.append(
        row(
          width == 1 ? "one core, from memory" : "\(width) cores, from memory",
          result.floor[index], result.ours[index]))
    }
    section.rows.append(
      row(
        "`allotment validate FOLDER`, a whole process on all cores (the floor on one)",
        result.wholeFloor.clock, result.whole.clock))
    section.rows.append(
      row("the same, processor time", result.wholeFloor.processor, result.whole.processor))
    section.rows.append([
      "`allotment validate FILE`, a whole process", text(result.oneFloor.clock),
      text(result.one.clock), ratio(result.one.clock / result.oneFloor.clock), "–",
    ])
    section.note = "`allotment validate FOLDER` holds at most \(text(memory.most, digits: 0)) MB."
    report.add(section, goals(result))
  }

  private func row(_ what: String, _ floor: Samples, _ ours: Samples) -> [String] {
    [
      what, text(floor), text(ours), ratio(ours / floor),
      text(Double(scale.clubs) / ours.median * 1_000, digits: 0),
    ]
  }

  private func goals(_ result: Result) -> [Report.Goal] {
    let processor = result.whole.processor / result.wholeFloor.processor
    let clock = result.whole.clock / result.wholeFloor.clock
    return [
      Report.Goal(
        what: "`validate` of \(scale.clubs) clubs, processor time, against libyaml's events",
        measured: ratio(processor), target: "× 2", isMet: processor < 2),
      Report.Goal(
        what: "the same on \(RepositoryLoader.cores) cores, on the clock, the floor on one",
        measured: ratio(clock), target: "× 1", isMet: clock < 1),
      Report.Goal(
        what: "its memory", measured: "\(text(result.whole.memory.most, digits: 0)) MB",
        target: "300 MB", isMet: result.whole.memory.most < 300),
      Report.Goal(
        what: "`validate` of one file, a whole process", measured: text(result.one.clock),
        target: "15 ms", isMet: result.one.clock.median < 15),
    ]
  }
}
