import Spec
import TestSupport

/// Reading all clubs with nothing cached, against libyaml's bare event loop in C.
struct ReadingBench {
  let scale: Scale
  let tools: Tools

  private struct Result {
    var floor: [Samples] = [Samples(), Samples()]
    var ours: [Samples] = [Samples(), Samples()]
    var wholeFloor = Samples()
    var whole = Samples()
    var oneFloor = Samples()
    var one = Samples()
    var bytes = 0
  }

  private var widths: [Int] { [1, RepositoryLoader.cores] }

  func run(into report: inout Report) async throws {
    let folder = try TemporaryDirectory()
    var files = ["provider.yaml": ClubText.provider]
    for number in 1...scale.clubs {
      let id = ClubText.id(number)
      files["clubs/\(id).yaml"] = ClubText.club(id)
    }
    for (name, text) in files { try folder.write(name, text) }
    var result = Result()
    result.bytes = files.values.reduce(0) { $0 + $1.utf8.count }
    let content = InMemoryRepository(files)
    for _ in 0..<scale.rounds {
      for (index, width) in widths.enumerated() {
        result.floor[index].add(try await events(folder, threads: width))
        result.ours[index].add(try await load(content, width: width))
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

  private func load(_ content: InMemoryRepository, width: Int) async throws -> Double {
    try timed {
      var loader = RepositoryLoader(width: width)
      let loaded = try loader.load(content)
      guard loaded.clubs.count == scale.clubs, !loaded.hasErrors else {
        throw BenchFailure("\(loaded.diagnostics.prefix(3))")
      }
    }
  }

  private func processes(_ folder: TemporaryDirectory, _ result: inout Result) async throws {
    let one = folder("clubs/\(ClubText.id(1)).yaml")
    result.wholeFloor.add(
      try await timed { try await output(Command(tools.events, [folder("clubs")])) })
    result.whole.add(
      try await timed { try await output(Command(tools.allotment, ["validate", folder.path])) })
    result.oneFloor.add(try await timed { try await output(Command(tools.events, [one])) })
    result.one.add(
      try await timed { try await output(Command(tools.allotment, ["validate", one])) })
  }

  private func add(_ result: Result, to report: inout Report) {
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
      let ours = result.ours[index]
      section.rows.append([
        width == 1 ? "one core, from memory" : "\(width) cores, from memory",
        text(result.floor[index]), text(ours), ratio(ours / result.floor[index]),
        text(Double(scale.clubs) / ours.median * 1_000, digits: 0),
      ])
    }
    section.rows.append([
      "`allotment validate FOLDER`, a whole process (the floor on one core)",
      text(result.wholeFloor), text(result.whole), ratio(result.whole / result.wholeFloor),
      text(Double(scale.clubs) / result.whole.median * 1_000, digits: 0),
    ])
    section.rows.append([
      "`allotment validate FILE`, a whole process", text(result.oneFloor), text(result.one),
      ratio(result.one / result.oneFloor), "–",
    ])
    report.add(section)
  }
}
