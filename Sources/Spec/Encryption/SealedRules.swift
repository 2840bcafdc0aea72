extension Rule {
  /// Whether the rule may find something only because a value is sealed, which would be there.
  /// It is silent about a club with such values.
  var needsAllValues: Bool {
    switch self {
    case .missingOwner, .unknownMember, .missingAbuseContact, .unknownField, .tariffLimit,
      .uploads, .reservedLabel, .delegate, .wordpressAllowList, .lifecycleDates, .siteContent,
      .duplicateMember, .duplicateRoom, .devices:
      true
    default: false
    }
  }
}
