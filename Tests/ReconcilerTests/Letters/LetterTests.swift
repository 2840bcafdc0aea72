import Letters
import Testing

struct LetterTests {
  private func letter(
    member: String = "Rose Hill", hasNoDevice: Bool = false, help: String? = nil
  ) -> Letter {
    Letter(
      club: "Chess & Friends", member: member, address: "rose@chess.example",
      link: "https://chess.example/join/token",
      uri: "xmpp:rose@chess.example?register;preauth=token",
      validUntil: "2026-12-31", language: "en", hasNoDevice: hasNoDevice, help: help)
  }

  @Test func `a letter has the address, the link and until when it works`() throws {
    let html = try letter().html()
    for text in ["rose@chess.example", "https://chess.example/join/token", "2026-12-31"] {
      #expect(html.contains(text))
    }
    #expect(html.contains("Chess &amp; Friends"))
    #expect(!html.contains("Questions?"))
    #expect(!html.contains("No telephone"))
  }

  @Test func `what a member is called never becomes markup`() throws {
    let html = try letter(member: "<script>alert(1)</script> {{club}}").html()
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; {{club}}"))
  }

  @Test func `somebody without a device is told what to do, and whom to ask`() throws {
    let html = try letter(hasNoDevice: true, help: "secretary@chess.example").html()
    #expect(html.contains("No telephone, no computer?"))
    #expect(html.contains("Questions? Ask secretary@chess.example."))
  }

  @Test func `where there are no invitations, the letter has a password that is to be changed`()
    throws
  {
    #expect(!(try letter().html().contains("Change the password at once")))
    var letter = letter()
    letter.firstPassword = "abcd-<b>"
    let html = try letter.html()
    #expect(html.contains("abcd-&lt;b&gt;"))
    #expect(html.contains("Change the password at once"))
    #expect(!html.contains("https://chess.example/join/token"))
  }
}
