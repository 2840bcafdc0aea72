import CLibyaml

/// A value that is written as YAML.
public enum YAMLValue: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var key: String
    public var value: YAMLValue

    public init(_ key: String, _ value: YAMLValue) {
      self.key = key
      self.value = value
    }
  }

  /// Which texts stand without quotes. None does that somebody takes for anything but text, by
  /// YAML 1.1 or 1.2.
  public enum Quoting: Sendable, CaseIterable {
    /// Words of ASCII alone, and the few signs of addresses and paths: for what was read elsewhere.
    case allButWords
    /// What begins with a letter of any script, unless YAML itself wants quotes: for what people
    /// go on writing by hand.
    case whereNeeded
  }

  case text(String)
  case flag(Bool)
  /// A number, written as it stands.
  case plain(String)
  case list([YAMLValue])
  /// In the order given.
  case mapping([Entry])

  public static func texts(_ texts: [String]) -> YAMLValue { .list(texts.map { .text($0) }) }

  /// A document in UTF-8, by libyaml's emitter: whatever a text holds, reading gives it back.
  ///
  /// - Parameters:
  ///   - comments: lines before the document; what could end a line is left out of them.
  ///   - quoting: which texts stand without quotes.
  public func document(comments: [String] = [], quoting: Quoting = .allButWords) -> [UInt8] {
    var bytes: [UInt8] = []
    for comment in comments {
      let scalars = comment.unicodeScalars.filter {
        $0.properties.generalCategory != .control && $0 != "\u{2028}" && $0 != "\u{2029}"
      }
      bytes += Array("# \(String(String.UnicodeScalarView(scalars)))\n".utf8)
    }
    return bytes + YAMLWriter(quoting: quoting).emit(self)
  }
}

/// Collects what libyaml's emitter writes.
private final class YAMLWriter {
  private let quoting: YAMLValue.Quoting
  private var bytes: [UInt8] = []

  init(quoting: YAMLValue.Quoting) { self.quoting = quoting }

  func emit(_ value: YAMLValue) -> [UInt8] {
    var emitter = yaml_emitter_t()
    // libyaml keeps the emitter's own address: it must not move until the end.
    withUnsafeMutablePointer(to: &emitter) { emitter in
      precondition(yaml_emitter_initialize(emitter) != 0, "no memory")
      defer { yaml_emitter_delete(emitter) }
      yaml_emitter_set_unicode(emitter, 1)
      yaml_emitter_set_width(emitter, -1)
      let target = Unmanaged.passUnretained(self).toOpaque()
      yaml_emitter_set_output(
        emitter,
        { target, buffer, size in
          guard let target, let buffer else { return 0 }
          Unmanaged<YAMLWriter>.fromOpaque(target).takeUnretainedValue().bytes +=
            UnsafeBufferPointer(start: buffer, count: size)
          return 1
        }, target)
      send(emitter) { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
      send(emitter) { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
      write(value, to: emitter)
      send(emitter) { yaml_document_end_event_initialize($0, 1) }
      send(emitter) { yaml_stream_end_event_initialize($0) }
      yaml_emitter_flush(emitter)
    }
    return bytes
  }

  private typealias Emitter = UnsafeMutablePointer<yaml_emitter_t>

  private func write(_ value: YAMLValue, to emitter: Emitter) {
    switch value {
    case .text(let text):
      scalar(
        text, isPlain(text) ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE, emitter)
    case .flag(let flag): scalar(flag ? "true" : "false", YAML_PLAIN_SCALAR_STYLE, emitter)
    case .plain(let text): scalar(text, YAML_PLAIN_SCALAR_STYLE, emitter)
    case .list(let items):
      let isShort = items.allSatisfy { if case .text = $0 { true } else { false } }
      send(emitter) {
        yaml_sequence_start_event_initialize(
          $0, nil, nil, 1, isShort ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE)
      }
      for item in items { write(item, to: emitter) }
      send(emitter) { yaml_sequence_end_event_initialize($0) }
    case .mapping(let entries):
      send(emitter) {
        yaml_mapping_start_event_initialize(
          $0, nil, nil, 1, entries.isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE)
      }
      for entry in entries {
        write(.text(entry.key), to: emitter)
        write(entry.value, to: emitter)
      }
      send(emitter) { yaml_mapping_end_event_initialize($0) }
    }
  }

  private func scalar(_ text: String, _ style: yaml_scalar_style_t, _ emitter: Emitter) {
    // Never an address of nothing, not even for an empty text.
    let bytes = Array(text.utf8) + [0]
    bytes.withUnsafeBufferPointer { bytes in
      send(emitter) {
        yaml_scalar_event_initialize(
          $0, nil, nil, bytes.baseAddress, Int32(bytes.count - 1), 1, 1, style)
      }
    }
  }

  private func send(_ emitter: Emitter, _ fill: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
    var event = yaml_event_t()
    // Only texts that are no UTF-8, or no memory, make these fail.
    precondition(fill(&event) != 0 && yaml_emitter_emit(emitter, &event) != 0, "YAML not written")
  }

  /// Whether nobody can take the text for anything but text.
  private func isPlain(_ text: String) -> Bool {
    let looksPlain =
      switch quoting {
      case .allButWords: isWords(text)
      case .whereNeeded: beginsWithLetter(text)
      }
    guard looksPlain else { return false }
    let words: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    return !words.contains(text.lowercased())
  }

  /// Letters first, then few signs.
  private func isWords(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.last != UInt8(ascii: " ") else {
      return false
    }
    return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || " ._@/-".utf8.contains($0) }
  }

  /// libyaml quotes what holds more than that.
  private func beginsWithLetter(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic else { return false }
    return text.unicodeScalars.allSatisfy { isPrintable($0) }
  }
}
