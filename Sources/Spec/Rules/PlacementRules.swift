extension ClubAgainstProvider {
  /// There is a service for everything that the club declares.
  mutating func checkServices() {
    // A provider that has not set up any placement yet hosts nobody.
    guard !provider.own.placements.isEmpty else { return }
    guard let name = club.club.placement ?? provider.own.defaults.placement else {
      // A placement that is written and cannot be read is told already.
      guard !club.placementIsBroken else { return }
      findings.add(
        .missingPlacement, "neither this club nor provider.yaml says which placement it has",
        at: club.start,
        hint:
          "write `placement: \(cut(provider.own.placements.keys.sorted()[0]))`, or a default in "
          + "provider.yaml")
      return
    }
    guard let placement = provider.own.placements[name.value] else { return }
    let related = [inProvider(placement.position, "the placement \(quoted(name.value)) is here")]
    let place = club.club.placement?.position ?? club.start
    if placement.chat == nil {
      findings.add(
        .missingService, "the placement \(quoted(name.value)) has no service for chat", at: place,
        hint: "every club has accounts: name a chat service in provider.yaml", related: related)
    }
    if placement.web == nil, let site = club.club.site {
      findings.add(
        .missingService,
        "the club has a site, and its placement \(quoted(name.value)) has no service for sites",
        at: site.position, hint: "choose another placement, or name a web service in provider.yaml",
        related: related)
    }
  }
}
