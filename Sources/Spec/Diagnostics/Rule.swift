/// The stable id of a rule that a file can break.
public enum Rule: String, Sendable, CaseIterable {
  // The file
  case fileTooLarge = "file-too-large"
  case fileName = "file-name"
  case fileLink = "file-link"
  case privateFile = "private-file"
  case encryption = "encryption"
  case missingProvider = "missing-provider"
  case tooManyProblems = "too-many-problems"

  // YAML
  case encoding = "encoding"
  case yamlSyntax = "yaml-syntax"
  case yamlDocuments = "yaml-documents"
  case yamlDepth = "yaml-depth"
  case yamlAlias = "yaml-alias"
  case yamlTag = "yaml-tag"
  case mappingKey = "mapping-key"
  case mergeKey = "merge-key"
  case duplicateKey = "duplicate-key"

  // Keys and types
  case unknownKey = "unknown-key"
  case missingKey = "missing-key"
  case nullValue = "null-value"
  case wrongType = "wrong-type"
  case emptyList = "empty-list"
  case unknownChoice = "unknown-choice"
  case apiVersion = "api-version"
  case kind = "kind"
  case secret = "secret"

  // Values
  case text = "text"
  case number = "number"
  case date = "date"
  case duration = "duration"
  case size = "size"
  case language = "language"
  case timeZone = "time-zone"
  case fee = "fee"
  case email = "email"
  case contact = "contact"
  case url = "url"
  case clubID = "club-id"
  case localPart = "local-part"
  case domainName = "domain-name"
  case hostNameSpelling = "host-name-spelling"
  case jid = "jid"

  // Members, groups and rooms of a club
  case duplicateMember = "duplicate-member"
  case duplicateRoom = "duplicate-room"
  case duplicateName = "duplicate-name"
  case duplicateEntry = "duplicate-entry"
  case reservedMember = "reserved-member"
  case confusableMember = "confusable-member"
  case missingOwner = "missing-owner"
  case unknownMember = "unknown-member"
  case memberLeft = "member-left"
  case devices = "devices"
  case groupName = "group-name"
  case lifecycleDates = "lifecycle-dates"
  case missingAbuseContact = "missing-abuse-contact"
  case unknownField = "unknown-field"

  // Sites
  case siteContent = "site-content"
  case sitePath = "site-path"
  case siteLink = "site-link"
  case siteSize = "site-size"
  case sharedSite = "shared-site"
  case redirectSource = "redirect-source"
  case redirectLoop = "redirect-loop"
  case redirectChain = "redirect-chain"
  case wordpressAllowList = "wordpress-allow-list"

  // What the provider offers
  case unknownTariff = "unknown-tariff"
  case unknownPlacement = "unknown-placement"
  case missingPlacement = "missing-placement"
  case missingService = "missing-service"
  case tariffLimit = "tariff-limit"
  case uploads = "uploads"

  // Host names
  case duplicateHostName = "duplicate-host-name"
  case sharedHostName = "shared-host-name"
  case nestedDomain = "nested-domain"
  case providerDomain = "provider-domain"
  case reservedDomain = "reserved-domain"
  case reservedLabel = "reserved-label"
  case publicSuffix = "public-suffix"
  case delegate = "delegate"

  // Over all clubs
  case duplicateClub = "duplicate-club"
  case movedFrom = "moved-from"
  case memberElsewhere = "member-elsewhere"

  /// Whether the rule is about two clubs that want the same thing: the earlier one goes on.
  public var isConflictBetweenClubs: Bool {
    switch self {
    case .sharedHostName, .nestedDomain, .sharedSite: true
    default: false
    }
  }
}
