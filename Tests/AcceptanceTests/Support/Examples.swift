import Foundation
import TestSupport
import Testing

/// examples/ brought to life once for all tests of a suite: planned, applied, planned again.
struct Examples: Sendable {
  let playground: Playground
  let firstPlan: Finished
  let apply: Finished
  let secondPlan: Finished

  @TaskLocal static var shared: Examples?

  /// The clubs of examples/, by id.
  static let clubs: Set<String> = [
    "castle-street-chess", "cor-hafren", "knit-and-natter", "oakfield-primary",
    "schrebergaerten-muenchen", "severn-dentists", "st-marys-ringers", "steam-days",
    "summer-fair", "thornbury-gardeners", "thornbury-railway",
  ]
}

/// Gives a suite ``Examples/shared``.
struct ExamplesTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await Playground.with(prepare: copyExamples) { playground in
      let examples = Examples(
        playground: playground, firstPlan: try await playground("plan"),
        apply: try await playground("apply", "--yes"), secondPlan: try await playground("plan"))
      try await Examples.$shared.withValue(examples) { try await function() }
    }
  }
}

extension Trait where Self == ExamplesTrait {
  static var liveExamples: Self { ExamplesTrait() }
}

@Sendable private func copyExamples(_ repository: ProviderRepository) throws {
  for name in ["provider.yaml", "clubs", "sites"] {
    try FileManager.default.copyItem(
      atPath: "\(repositoryRoot)/examples/\(name)", toPath: "\(repository.path)/\(name)")
  }
  // Whatever day it is, the season is on.
  try repository.edit(
    "clubs/railway/steam-days.yaml", "opens: 04-01, closes: 09-30", "opens: 01-01, closes: 12-31")
}
