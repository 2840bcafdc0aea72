import CLibyaml

extension YAMLTree {
  /// Reads one file's bytes, in place of what the tree held before.
  mutating func read(_ bytes: [UInt8]) throws(YAMLProblem) {
    reset()
    guard bytes.count <= YAMLBounds.bytes else {
      throw YAMLProblem(
        rule: .fileTooLarge, message: "the file is larger than 1 MiB", position: .start)
    }
    if readQuickly(bytes) { return }
    try readWithLibyaml(bytes)
  }

  /// Whatever YAML there is; what is none throws.
  mutating func readWithLibyaml(_ bytes: [UInt8]) throws(YAMLProblem) {
    reset()
    try checkEncoding(bytes)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var builder = YAMLBuilder(tree: self, bytes: bytes, start: start)
    self = YAMLTree()
    let problem = builder.run()
    self = builder.tree
    if let problem { throw problem }
    // The order of what is encrypted is part of its code.
    if hasMerges, sopsSection == nil { try resolveMerges() }
  }
}

/// Turns libyaml's events into a tree.
private struct YAMLBuilder {
  var tree: YAMLTree
  let bytes: [UInt8]
  let start: Int
  private var source: YAMLCursor
  private var open: [Frame] = []
  private var anchors: [String: Int] = [:]
  private var aliasNodes = 0
  private var documents = 0

  private struct Frame {
    var node: Int
    var isMapping: Bool
    /// In brackets.
    var isFlow: Bool
    var wantsKey: Bool
    /// The last key, where a missing value is reported.
    var key: Int
  }

  init(tree: YAMLTree, bytes: [UInt8], start: Int) {
    self.tree = tree
    self.bytes = bytes
    self.start = start
    source = YAMLCursor(offset: start)
  }

  mutating func run() -> YAMLProblem? {
    var parser = yaml_parser_t()
    // libyaml keeps the parser's own address: it must not move until the end.
    return withUnsafeMutablePointer(to: &parser) { parser in
      guard yaml_parser_initialize(parser) != 0 else {
        return YAMLProblem(
          rule: .yamlSyntax, message: "there is no memory to read the file", position: .start)
      }
      defer { yaml_parser_delete(parser) }
      return bytes.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return nil }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, base + start, buffer.count - start)
        return events(of: parser)
      }
    }
  }

  private mutating func events(of parser: UnsafeMutablePointer<yaml_parser_t>) -> YAMLProblem? {
    var event = yaml_event_t()
    while true {
      guard yaml_parser_parse(parser, &event) != 0 else {
        let bracket = open.last { $0.isFlow }.map { tree.position($0.node) }
        return YAMLProblem(libyaml: parser.pointee, bytes: bytes, start: start, bracket: bracket)
      }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return nil }
      do throws(YAMLProblem) {
        try take(event)
      } catch {
        return error
      }
    }
  }

  private mutating func take(_ event: yaml_event_t) throws(YAMLProblem) {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      documents += 1
      if documents > 1 {
        throw YAMLProblem(
          rule: .yamlDocuments, message: "a second document begins here",
          position: SourcePosition(event.start_mark), hint: "write one document a file")
      }
    case YAML_SCALAR_EVENT: try takeScalar(event)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      let isFlow = start.style == YAML_FLOW_SEQUENCE_STYLE
      try takeStart(event, .sequence, isFlow, anchor: start.anchor, tag: start.tag)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      let isFlow = start.style == YAML_FLOW_MAPPING_STYLE
      try takeStart(event, .mapping, isFlow, anchor: start.anchor, tag: start.tag)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      let frame = open.removeLast()
      tree.nodes[frame.node].next = UInt32(tree.nodes.count)
      complete(frame.node)
    case YAML_ALIAS_EVENT: try takeAlias(event)
    default: break
    }
  }

  private mutating func takeScalar(_ event: yaml_event_t) throws(YAMLProblem) {
    let scalar = event.data.scalar
    var kind: YAMLNode.Kind = scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted
    var position = SourcePosition(event.start_mark)
    if scalar.anchor != nil || scalar.tag != nil {
      // Behind an anchor or tag without a value something else follows.
      if kind == .quoted || scalar.length > 0 {
        position = source.afterProperties(event.start_mark, in: bytes)
      }
      if let tag = scalar.tag {
        kind = try self.kind(tagged: String(cString: tag), kind, at: position)
      }
    }
    if kind == .plain, scalar.length == 0 { position = placeOfNothing(position) }
    let node = tree.nodes.count
    tree.nodes.append(
      YAMLNode(
        kind: kind, position: position, offset: UInt32(tree.text.count),
        length: UInt32(scalar.length), next: UInt32(node + 1)))
    if let value = scalar.value {
      tree.text.append(contentsOf: UnsafeBufferPointer(start: value, count: scalar.length))
    }
    if let anchor = scalar.anchor { anchors[String(cString: anchor)] = node }
    if wantsKey, kind == .plain, tree.equals(node, mergeKey) { tree.hasMerges = true }
    complete(node)
  }

  private var wantsKey: Bool { open.last.map { $0.isMapping && $0.wantsKey } ?? false }

  /// A value that is not there is reported at its key, or at its dash.
  private func placeOfNothing(_ position: SourcePosition) -> SourcePosition {
    guard let frame = open.last else { return .start }
    if frame.isMapping { return frame.wantsKey ? position : tree.position(frame.key) }
    return SourcePosition(line: position.line, column: max(1, position.column - 1))
  }

  private func kind(
    tagged tag: String, _ kind: YAMLNode.Kind, at position: SourcePosition
  ) throws(YAMLProblem) -> YAMLNode.Kind {
    switch tag {
    case "!", "tag:yaml.org,2002:str": .quoted
    case "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null",
      "tag:yaml.org,2002:float", "tag:yaml.org,2002:merge":
      kind
    default: throw unknownTag(tag, at: position)
    }
  }

  private func unknownTag(_ tag: String, at position: SourcePosition) -> YAMLProblem {
    YAMLProblem(
      rule: .yamlTag, message: "the tag \(quoted(tag)) is not known here", position: position,
      hint: "leave the tag out, or put the text in quotes if it begins with `!`")
  }

  private mutating func takeStart(
    _ event: yaml_event_t, _ kind: YAMLNode.Kind, _ isFlow: Bool,
    anchor: UnsafeMutablePointer<yaml_char_t>?,
    tag: UnsafeMutablePointer<yaml_char_t>?
  ) throws(YAMLProblem) {
    var position = SourcePosition(event.start_mark)
    if anchor != nil || tag != nil {
      position = source.afterProperties(event.start_mark, in: bytes)
    }
    if let tag {
      let name = String(cString: tag)
      let own = kind == .mapping ? "tag:yaml.org,2002:map" : "tag:yaml.org,2002:seq"
      guard name == own || name == "!" else { throw unknownTag(name, at: position) }
    }
    if wantsKey {
      throw YAMLProblem(
        rule: .mappingKey, message: "a key must be text", position: position)
    }
    guard open.count < YAMLBounds.depth else { throw tooDeep(at: position) }
    let node = tree.nodes.count
    if let anchor { anchors[String(cString: anchor)] = node }
    open.append(
      Frame(
        node: node, isMapping: kind == .mapping, isFlow: isFlow, wantsKey: true, key: node))
    // Zero until its end is read: an alias to it from within is seen by that.
    tree.nodes.append(YAMLNode(kind: kind, position: position, next: 0))
  }

  private func tooDeep(at position: SourcePosition) -> YAMLProblem {
    YAMLProblem(
      rule: .yamlDepth, message: "the file nests more than \(YAMLBounds.depth) levels deep",
      position: position)
  }

  private mutating func complete(_ node: Int) {
    guard !open.isEmpty, open[open.count - 1].isMapping else { return }
    let top = open.count - 1
    if open[top].wantsKey { open[top].key = node }
    open[top].wantsKey.toggle()
  }

  private mutating func takeAlias(_ event: yaml_event_t) throws(YAMLProblem) {
    let position = SourcePosition(event.start_mark)
    let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
    func problem(_ message: String) -> YAMLProblem {
      YAMLProblem(rule: .yamlAlias, message: message, position: position)
    }
    guard let source = anchors[name] else {
      var missing = problem("there is no anchor `&\(cut(name))` above")
      missing.hint = "put the text in quotes if it begins with `*`"
      throw missing
    }
    let end = Int(tree.nodes[source].next)
    guard end != 0 else { throw problem("the alias `*\(cut(name))` stands inside its own anchor") }
    if wantsKey, !tree.isScalar(source) {
      throw YAMLProblem(rule: .mappingKey, message: "a key must be text", position: position)
    }
    aliasNodes += end - source
    guard aliasNodes <= YAMLBounds.aliasNodes else {
      throw problem("aliases repeat more than \(YAMLBounds.aliasNodes) values")
    }
    let node = tree.nodes.count
    guard tree.repeatNodes(source..<end, depth: open.count) else { throw tooDeep(at: position) }
    tree.nodes[node].position = position
    for copy in node + 1..<max(node + 1, tree.nodes.count) { tree.uses[copy] = position }
    complete(node)
  }
}

let mergeKey = Array("<<".utf8)

extension YAMLTree {
  /// Appends a copy of these nodes; false when it would nest too deep.
  fileprivate mutating func repeatNodes(_ range: Range<Int>, depth: Int) -> Bool {
    let shift = nodes.count - range.lowerBound
    var ends: [Int] = []
    for index in range {
      while let end = ends.last, end <= index { ends.removeLast() }
      var node = nodes[index]
      if !isScalar(index) {
        guard depth + ends.count < YAMLBounds.depth else { return false }
        ends.append(Int(node.next))
      }
      node.next += UInt32(shift)
      nodes.append(node)
    }
    return true
  }
}

extension SourcePosition {
  init(_ mark: yaml_mark_t) {
    self.init(
      line: UInt32(truncatingIfNeeded: mark.line) + 1,
      column: UInt32(truncatingIfNeeded: mark.column) + 1)
  }
}
