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
