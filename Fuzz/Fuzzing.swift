import Glibc

/// A property that holds for all inputs: it crashes where it does not.
typealias FuzzTarget = @Sendable ([UInt8]) -> Void

/// scripts/fuzz has the same list.
let targets: [String: FuzzTarget] = [
  "reader": ReaderTarget.run,
  "names": NamesTarget.run,
  "encryption": EncryptionTarget.run,
  "quick": QuickTarget.run,
  "roster": RosterTarget.run,
  "elements": ElementsTarget.run,
]

private let chosen: FuzzTarget = {
  let name = getenv("ALLOTMENT_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = targets[name] else { fatalError("ALLOTMENT_FUZZ_TARGET names no target") }
  return target
}()

/// What libFuzzer, whose `main` this program has, calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  chosen(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// Ends the process with what is wrong: libFuzzer then keeps the input.
func require(_ isTrue: Bool, _ message: @autoclosure () -> String) {
  if !isTrue { fatalError(message()) }
}
