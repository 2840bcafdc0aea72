extension ClubReading {
  /// The rooms among themselves, and the bounds of uploads.
  func checkRooms(_ reading: inout Reading) {
    guard let chat = club.chat else { return }
    var seen = FirstPlaces<SourcePosition>()
    for index in chat.rooms.indices {
      let id = chat.rooms[index].id
      if let first = seen.insert(id.value, at: id.position) {
        reading.report(
          .duplicateRoom, "there is a room \(quoted(id.value)) already", at: id.position,
          related: [reading.findings.related(first, "first declared here")])
      }
    }
    if let file = chat.uploads?.value.maxFile, let daily = chat.uploads?.value.daily,
      file.value > daily.value
    {
      reading.report(
        .uploads, "a file may be larger than what may be uploaded in a day", at: file.position,
        hint: "at most \(sizeText(daily.value))",
        related: [reading.findings.related(daily.position, "`daily` is here")])
    }
  }
}
