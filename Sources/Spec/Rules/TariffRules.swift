extension ClubAgainstProvider {
  /// What the club declares is within its tariff.
  mutating func checkLimits(of tariff: Tariff, _ name: String) {
    let limits = tariff.limits
    let related = [inProvider(tariff.position, "the tariff \(quoted(name)) is here")]
    if let most = limits.members {
      let members = club.club.members
      let count = members.indices.count {
        members[$0].jid == nil && !members[$0].state.value.isGone
      }
      if count > most {
        findings.add(
          .tariffLimit, "\(count) members have an account here, the tariff allows \(most)",
          at: club.club.membersPosition, related: related)
      }
    }
    guard let chat = club.club.chat else { return }
    if let most = limits.rooms, chat.rooms.count > most {
      findings.add(
        .tariffLimit, "there are \(chat.rooms.count) rooms, the tariff allows \(most)",
        at: club.roomsPosition ?? chat.position, related: related)
    }
    if let most = limits.retention, let retention = chat.retention, retention.value > most {
      findings.add(
        .tariffLimit, "messages are kept longer than the tariff allows", at: retention.position,
        hint: "at most \(most.components.seconds / 86_400) days", related: related)
    }
    if let most = limits.uploads { checkUploads(chat, most, related) }
  }

  private mutating func checkUploads(
    _ chat: Chat, _ most: Int64, _ related: [Diagnostic.Related]
  ) {
    let uploads = chat.uploads?.value
    for size in [uploads?.daily, uploads?.maxFile].compactMap({ $0 }) where size.value > most {
      findings.add(
        .tariffLimit, "the tariff allows uploads of \(sizeText(most)) a day", at: size.position,
        related: related)
    }
  }
}
