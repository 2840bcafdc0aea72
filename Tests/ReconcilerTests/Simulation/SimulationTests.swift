import Foundation
import Glibc
import TestSupport
import Testing

/// The simulation of Tests/Simulation, in a process of its own: hashing must not differ there.
@Suite(.serialized)
struct SimulationTests {
  private static let program: String = {
    guard let real = realpath("/proc/self/exe", nil) else { return "allotment-simulate" }
    defer { free(real) }
    let folder = String(cString: real).split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/allotment-simulate"
  }()

  private func simulate(_ arguments: String...) async throws -> Finished {
    try await run(Command(Self.program, arguments, limit: .seconds(600)))
  }

  @Test func `no promise is broken in three hundred simulated lives`() async throws {
    let finished = try await simulate("--seeds", "300")
    #expect(finished.isSuccess, "\(finished.output)\(finished.errors)")
    #expect(finished.output.hasPrefix("300 seeds, 0 broken promises"), "\(finished.output)")
  }

  /// As scripts/teeth reads them: whoever moves such a place is told at once.
  @Test func `what is broken on purpose has its one place in the sources`() throws {
    let folder = "\(repositoryRoot)/Tests/Simulation/Mutations"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count > 20)
    for name in names {
      let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      let parts = text.components(separatedBy: "--- from\n")
      let file = try #require(
        parts[0].split(separator: "\n").first { $0.hasPrefix("file: ") }?.dropFirst(6), "\(name)")
      let place = try #require(parts.last?.components(separatedBy: "\n--- to\n").first)
      let source = try String(contentsOfFile: "\(repositoryRoot)/\(file)", encoding: .utf8)
      #expect(source.components(separatedBy: place).count == 2, "\(name)")
    }
  }

  @Test func `the same seeds give the same traces, on one thread and on several`() async throws {
    let alone = try await simulate("--seeds", "40", "--jobs", "1")
    let together = try await simulate("--seeds", "40", "--jobs", "3")
    #expect(alone.output == together.output)
    #expect(alone.output.contains("; trace "))
    let replay = try await simulate("--seed", "7")
    let again = try await simulate("--seed", "7")
    #expect(replay.output == again.output)
    #expect(replay.output.contains("commit 0: the first clubs"))
  }
}
