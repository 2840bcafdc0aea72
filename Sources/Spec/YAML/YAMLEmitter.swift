import CLibyaml

/// A value that is written as YAML.
public indirect enum YAMLText: Sendable, Equatable {
  case text(String)
  case list([YAMLText])
  /// In this order.
  case mapping([(key: String, value: YAMLText)])

  public static func == (a: YAMLText, b: YAMLText) -> Bool {
    switch (a, b) {
    case (.text(let a), .text(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.mapping(let a), .mapping(let b)): a.elementsEqual(b) { $0 == $1 }
    default: false
    }
  }

  /// The document, written by libyaml: every text is read back as the same text, by readers of YAML
  /// 1.1 too.
  public func emitted() -> String {
    var output: [UInt8] = []
    var emitter = yaml_emitter_t()
    // libyaml keeps both addresses: neither may move until the end.
    withUnsafeMutablePointer(to: &output) { output in
      withUnsafeMutablePointer(to: &emitter) { emitter in
        precondition(yaml_emitter_initialize(emitter) != 0, "no memory for an emitter")
        defer { yaml_emitter_delete(emitter) }
        yaml_emitter_set_unicode(emitter, 1)
        yaml_emitter_set_width(emitter, -1)
        yaml_emitter_set_output(
          emitter,
          { output, bytes, count in
            output?.assumingMemoryBound(to: [UInt8].self).pointee
              .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
            return 1
          }, output)
        emitter.emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        emitter.emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
        emit(to: emitter)
        emitter.emit { yaml_document_end_event_initialize($0, 1) }
        emitter.emit { yaml_stream_end_event_initialize($0) }
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private func emit(to emitter: UnsafeMutablePointer<yaml_emitter_t>) {
    switch self {
    case .text(let text): YAMLText.emit(text, to: emitter)
    case .list(let items):
      emitter.emit {
        yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE)
      }
      for item in items { item.emit(to: emitter) }
      emitter.emit { yaml_sequence_end_event_initialize($0) }
    case .mapping(let members):
      emitter.emit {
        yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE)
      }
      for (key, value) in members {
        YAMLText.emit(key, to: emitter)
        value.emit(to: emitter)
      }
      emitter.emit { yaml_mapping_end_event_initialize($0) }
    }
  }

  private static func emit(_ text: String, to emitter: UnsafeMutablePointer<yaml_emitter_t>) {
    let style = isPlain(text) ? YAML_ANY_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE
    let bytes = Array(text.utf8)
    bytes.withUnsafeBufferPointer { buffer in
      emitter.emit {
        yaml_scalar_event_initialize(
          $0, nil, nil, buffer.baseAddress, Int32(buffer.count), 1, 1, style)
      }
    }
  }

  /// Whether no reader takes the text for anything but text when it stands without quotes: it
  /// begins with a letter, and is no word that YAML 1.1 knows.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic,
      text.unicodeScalars.allSatisfy({ isPrintable($0) })
    else { return false }
    return !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(
      text.lowercased())
  }
}

extension UnsafeMutablePointer<yaml_emitter_t> {
  /// The only failure that is left is a lack of memory: the order of events is ours, and so is the
  /// output.
  fileprivate func emit(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
    var event = yaml_event_t()
    precondition(make(&event) != 0 && yaml_emitter_emit(self, &event) != 0, "YAML: no memory")
  }
}
