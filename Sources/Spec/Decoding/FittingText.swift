/// A text of somebody else's making, as much of it as a club's file can have.
public struct FittingText: Sendable, Equatable {
  /// Why the text is not what it was.
  public enum Loss: Sendable, Equatable {
    /// It held what cannot be seen, or turns the direction of writing.
    case cleaned
    /// It was longer than this.
    case cut(to: Int)
    /// A key, or a password in a URL: nothing of it goes into a file.
    case secret
  }

  /// Nil when nothing can be kept.
  public let text: String?
  public let losses: [Loss]

  /// A room's topic: lines of text, and perhaps none.
  public init(topic: String) {
    self.init(topic, longest: Room.longestTopic, allowing: ["\n", "\t"], mayBeEmpty: true)
  }

  init(
    _ text: String, longest: Int, allowing allowed: Set<Unicode.Scalar>, mayBeEmpty: Bool
  ) {
    guard !Secrets.isInside(text) else {
      self.text = nil
      losses = [.secret]
      return
    }
    let lines = text.replacing("\r\n", with: "\n").unicodeScalars
    let kept = lines.filter { isPrintable($0) || allowed.contains($0) }
    var losses: [Loss] = []
    if kept.count < lines.count { losses.append(.cleaned) }
    if kept.count > longest { losses.append(.cut(to: longest)) }
    let cut = String(String.UnicodeScalarView(kept.prefix(longest)))
    self.text = try? checkedText(
      cut, longest: longest, allowing: allowed, mayBeEmpty: mayBeEmpty)
    self.losses = losses
  }
}
