import TestSupport

/// `allotment validate` beside validators that know nothing but the schema of a club.
struct ValidatorsBench {
  let scale: Scale
  let tools: Tools

  /// check-jsonschema takes minutes for all of them.
  private var few: Int { min(500, scale.clubs) }

  private struct Result {
    var ours = ProcessCost()
    var compiled = ProcessCost()
    var fast = ProcessCost()
    var interpreted = ProcessCost()
  }

  func run(into report: inout Report) async throws {
    let folder = try TemporaryDirectory()
    for (name, text) in FullClubText.repository(clubs: scale.clubs) { try folder.write(name, text) }
    let schema = folder("club.schema.json")
    try folder.write(
      "club.schema.json", try await output(Command(tools.allotment, ["schema", "club"])))
    var result = Result()
    for round in 0..<scale.rounds {
      try await result.ours.add(
        tools.allotment, ["validate", folder.path], measure: tools.measure)
      let arguments = ["--extension", ".yaml", schema, folder("clubs")]
      try await result.compiled.add(
        tools.sourcemeta, ["validate"] + arguments, measure: tools.measure)
      try await result.fast.add(
        tools.sourcemeta, ["validate", "--fast"] + arguments, measure: tools.measure)
      if round < 3 {
        let clubs = (1...few).map { folder("clubs/\(ClubText.id($0)).yaml") }
        try await result.interpreted.add(
          tools.checkJSONSchema, ["--schemafile", schema] + clubs, measure: tools.measure)
      }
    }
    add(result, to: &report)
  }

  private func add(_ result: Result, to report: inout Report) {
    let compiled = result.compiled.clock / result.ours.clock
    // A file's share, the start of the program included.
    let interpreted =
      result.interpreted.clock.median / Double(few)
      / (result.ours.clock.median / Double(scale.clubs))
    var section = Report.Section(
      title: "`allotment validate` beside schema validators",
      text: """
        Whole processes over the same \(scale.clubs) files. Ours checks every rule, within a file \
        and across files, on all cores. The others check the structure alone, against what \
        `allotment schema club` prints: `sourcemeta-jsonschema`, which is compiled, in its default \
        mode and with `--fast`, and `check-jsonschema`, which is what many CI set-ups use; the \
        latter over \(few) files only.
        """,
      columns: ["", "time", "processor time", "files a second", "against ours"])
    section.rows = [
      row("**`allotment validate`**", result.ours, scale.clubs, 1),
      row("`sourcemeta-jsonschema`", result.compiled, scale.clubs, compiled),
      row(
        "`sourcemeta-jsonschema --fast`", result.fast, scale.clubs,
        result.fast.clock / result.ours.clock),
      row("`check-jsonschema`", result.interpreted, few, interpreted),
    ]
    report.add(
      section,
      [
        Report.Goal(
          what: "`validate`, so many times faster than `sourcemeta-jsonschema`",
          measured: text(compiled, digits: 1), target: "2.5", isMet: compiled >= 2.5),
        Report.Goal(
          what: "so many times faster than `check-jsonschema`, a file",
          measured: text(interpreted, digits: 0), target: "80", isMet: interpreted >= 80),
      ])
  }

  private func row(_ what: String, _ cost: ProcessCost, _ files: Int, _ against: Double) -> [String]
  {
    [
      what, text(cost.clock), text(cost.processor),
      text(Double(files) / cost.clock.median * 1_000, digits: 0), ratio(against),
    ]
  }
}
