/// The keys of a notification: one target, and the events that it is told of.
enum NotificationDefinition {
  private struct Draft {
    var webhook: String?
    var secretFile: String?
    var sendmail: String?
    var from: String?
    var program: String?
    var room: BareJID?
    var service: String?
    var events: Set<AgentConfiguration.Notification.Event>?
  }

  static let value = Definition<AgentConfiguration.Notification>(object.shape) { node, reading in
    var draft = Draft()
    let errors = reading.findings.errorCount
    guard object.read(node, into: &draft, &reading), reading.findings.errorCount == errors else {
      return nil
    }
    guard let target = target(draft), let events = draft.events else {
      reading.report(
        .wrongType, "one of `webhook`, `sendmail` and `room` with `service` is wanted",
        at: reading.tree.firstKeyPosition(node))
      return nil
    }
    return AgentConfiguration.Notification(target: target, events: events)
  }

  private static func target(_ draft: Draft) -> AgentConfiguration.Notification.Target? {
    let isMail = draft.sendmail != nil
    guard isMail || (draft.from == nil && draft.program == nil) else { return nil }
    return switch (draft.webhook, draft.sendmail, draft.room) {
    case (let url?, nil, nil) where draft.service == nil:
      .webhook(url: url, secretFile: draft.secretFile)
    case (nil, let address?, nil) where draft.secretFile == nil && draft.service == nil:
      .sendmail(address: address, from: draft.from, program: draft.program)
    case (nil, nil, let room?) where draft.secretFile == nil:
      draft.service.map { .room(room, service: $0) }
    default: nil
    }
  }

  private static let object = ObjectDefinition<Draft>(
    "a notification",
    [
      Field("webhook", ServiceDefinition.url, "Where it is posted.") { $0.webhook = $1.value },
      Field("secretFile", AgentDefinition.file, "A file with the key of its signature.") {
        $0.secretFile = $1.value
      },
      Field("sendmail", .email, "Who gets mail.") { $0.sendmail = $1.value },
      Field("from", .email, "Whom the mail is from.") { $0.from = $1.value },
      Field("program", AgentDefinition.file, "What sends mail, as sendmail does.") {
        $0.program = $1.value
      },
      Field("room", .jid, "A room that is told.") { $0.room = $1.value },
      Field("service", .line("the name of a service"), "The room's service.") {
        $0.service = $1.value
      },
      Field("on", events, required: true, "What it is told of.") { $0.events = Set($1.value) },
    ],
    conditions: [
      .exactlyOne(["webhook", "sendmail", "room"]),
      .with("webhook", refuses: ["service", "from", "program"]),
      .with("sendmail", refuses: ["secretFile", "service"]),
      .with("room", requires: ["service"], refuses: ["secretFile", "from", "program"]),
    ])

  private static let events = Definition.list(
    of: Definition<AgentConfiguration.Notification.Event>.choice("an event"), "a list of events",
    nonEmpty: true)
}
