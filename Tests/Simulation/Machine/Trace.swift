import Synchronization

/// What happens in a run, line by line: hashed always, kept only when somebody wants to read it.
final class Trace: Sendable {
  private struct State {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var lines: [String] = []
    var broken: String?
    var counts: [String: Int] = [:]
  }

  private let state = Mutex(State())
  private let isKept: Bool

  init(isKept: Bool) { self.isKept = isKept }

  /// FNV-1a of all lines: the same for the same seed.
  var hash: UInt64 { state.withLock { $0.hash } }
  var lines: [String] { state.withLock { $0.lines } }
  /// The first promise that was broken, with what broke it.
  var broken: String? { state.withLock { $0.broken } }
  var counts: [String: Int] { state.withLock { $0.counts } }

  func say(_ line: String) {
    state.withLock { state in
      for byte in line.utf8 { state.hash = (state.hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      if isKept { state.lines.append(line) }
    }
  }

  /// For the reader alone.
  func note(_ line: String) {
    if isKept { state.withLock { $0.lines.append(line) } }
  }

  func count(_ what: String, _ number: Int = 1) {
    state.withLock { $0.counts[what, default: 0] += number }
  }

  /// A promise of the product is broken.
  func broke(_ promise: Promise, _ what: String) {
    say("BROKEN \(promise.rawValue). \(promise): \(what)")
    state.withLock { state in
      state.broken = state.broken ?? "promise \(promise.rawValue) (\(promise)): \(what)"
    }
  }
}

/// The product's promises, by their numbers, and that all of it comes to rest.
enum Promise: Int, CustomStringConvertible {
  case convergence = 0
  case unreachableIsNotEmpty, brokenIsNotGone, onlyOurs, largeRemovalsStop, planIsWhatHappens
  case killedLosesNothing, oneClubsFailure, noSecret, neverStopsSilently, explained, reservedStays
  case rollbackIsHeld, strayIsTold, notBeforeItsDate, renamedKeepsAll, waitsForAWord
  case freezeHolds, leaderStays

  var description: String {
    switch self {
    case .convergence: "when the faults stop, all comes to rest as declared"
    case .unreachableIsNotEmpty: "unreachable is not empty"
    case .brokenIsNotGone: "a file that does not parse is not a club that left"
    case .onlyOurs: "only what is ours is changed or deleted"
    case .largeRemovalsStop: "large removals stop"
    case .planIsWhatHappens: "a plan is what happens"
    case .killedLosesNothing: "killing it at any moment loses nothing"
    case .oneClubsFailure: "one club's failure is one club's failure"
    case .noSecret: "no secret in a log, a plan or an error"
    case .neverStopsSilently: "the loop never stops silently"
    case .explained: "it can be explained"
    case .reservedStays: "an address that was used stays reserved"
    case .rollbackIsHeld: "a branch that was set back is held"
    case .strayIsTold: "what is marked as ours and nobody asks for is told"
    case .notBeforeItsDate: "what leaves by date stays until then, and is not made again"
    case .renamedKeepsAll: "who has another id keeps the account"
    case .waitsForAWord: "what is protected, or to be confirmed, waits for a person"
    case .freezeHolds: "in a freeze nothing is changed"
    case .leaderStays: "somebody always looks after a club"
    }
  }
}
