extension Rule {
  /// How much of a rule a JSON Schema can say.
  public enum InSchema: Sendable {
    /// Whatever breaks the rule is not valid by the schema, unless it is so for its spelling in
    /// YAML alone: whoever reads `True` or `0301` sees a boolean and a number.
    case whole
    /// Some of what breaks it.
    case part
    /// It needs more than the file's structure: other files, other values, standards of names.
    case nothing
  }

  public var inSchema: InSchema {
    switch self {
    case .unknownKey, .missingKey, .nullValue, .wrongType, .emptyList, .unknownChoice, .apiVersion,
      .kind, .text, .number, .date, .duration, .size, .language, .timeZone, .fee,
      .siteContent, .devices:
      .whole
    case .clubID, .email, .contact, .url, .sitePath, .redirectSource, .localPart, .domainName, .jid,
      .groupName, .movedFrom, .secret:
      .part
    default: .nothing
    }
  }
}
