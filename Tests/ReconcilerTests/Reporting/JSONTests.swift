import Foundation
import Reporting
import Testing

struct JSONTests {
  @Test func `every text survives another parser`() throws {
    let all = (0..<0x3000).compactMap(Unicode.Scalar.init).map(String.init).joined() + "\u{10FFFF}😀"
    let text = JSON.list([.text(all)]).encoded()
    let back = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String]
    #expect(back == [all])
    #expect(!text.contains("\u{2028}"))
    #expect(
      text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{7F}" && $0 != "\u{202E}" })
  }

  @Test func `the two layouts`() {
    let json: JSON = ["b": [.number(-1), .null], "a": ["x": .flag(false)], "c": [], "d": "q\"\\"]
    #expect(json.encoded() == #"{"b":[-1,null],"a":{"x":false},"c":[],"d":"q\"\\"}"#)
    #expect(
      json.encoded(.indented) == """
        {
          "b": [
            -1,
            null
          ],
          "a": {
            "x": false
          },
          "c": [],
          "d": "q\\"\\\\"
        }
        """)
  }
}
