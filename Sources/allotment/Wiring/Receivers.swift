import Notices
import Reconciler
import ServiceContract
import Spec

/// Those whom agent.yaml names under `notify`.
func receivers(
  of configuration: AgentConfiguration, _ live: [any LiveService]
) throws -> [Receiver] {
  try zip(configuration.notify, names(of: configuration.notify)).map { entry, name in
    do throws(ReceiverProblem) {
      return Receiver(
        name: name, notices: NoticeReceiver(name: name, events: entry.events),
        sender: try sender(to: entry.target, live))
    } catch {
      throw CommandFailure.failed("notify, \(name): \(error)")
    }
  }
}

func sender(
  to target: AgentConfiguration.Notification.Target, _ live: [any LiveService]
) throws(ReceiverProblem) -> any NoticeSender {
  switch target {
  case .webhook(let url, let secretFile): return try WebhookSender(url: url, secretFile: secretFile)
  case .sendmail(let address, let from, let program):
    return try MailSender(address: address, from: from, program: program)
  case .room(let room, let service):
    guard let server = live.first(where: { $0.name == service }) as? any RoomSpeaking else {
      throw ReceiverProblem(
        "`\(service)` cannot speak in a room: only a service of type prosody can")
    }
    return RoomSender(room: room, server: server)
  }
}

/// What they are called in the inventory, in logs and in the metrics: without a webhook's path,
/// which may hold a token; each its own.
func names(of entries: [AgentConfiguration.Notification]) -> [String] {
  var seen: [String: Int] = [:]
  return entries.map { entry in
    let name =
      switch entry.target {
      case .webhook(let url, _): "webhook at \(WebhookSender.place(of: url))"
      case .sendmail(let address, _, _): "mail to \(address)"
      case .room(let room, _): "room \(room)"
      }
    seen[name, default: 0] += 1
    let count = seen[name] ?? 1
    return count == 1 ? name : "\(name), \(count)"
  }
}
