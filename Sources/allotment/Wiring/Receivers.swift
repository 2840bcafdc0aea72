import Notices
import Reconciler
import ServiceContract
import Spec

/// Those whom agent.yaml names under `notify`.
func receivers(
  of configuration: AgentConfiguration, _ live: [any LiveService]
) throws -> [Receiver] {
  let all = zip(configuration.notify, names(of: configuration.notify))
  let publicNames = unique(
    all.map { entry, name in if case .sendmail = entry.target { "mail" } else { name } })
  return try zip(all, publicNames).map { entry, publicName in
    let (entry, name) = entry
    do throws(ReceiverProblem) {
      return Receiver(
        name: name,
        notices: NoticeReceiver(name: name, publicName: publicName, events: entry.events),
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

/// What they are called in the inventory and in logs: without a webhook's path, which may hold a
/// token; each its own. In the metrics, which are open to whoever scrapes them, mails have no address.
func names(of entries: [AgentConfiguration.Notification]) -> [String] {
  unique(
    entries.map { entry in
      switch entry.target {
      case .webhook(let url, _): "webhook at \(WebhookSender.place(of: url))"
      case .sendmail(let address, _, _): "mail to \(address)"
      case .room(let room, _): "room \(room)"
      }
    })
}

/// What comes again gets a number.
private func unique(_ names: [String]) -> [String] {
  var seen: [String: Int] = [:]
  return names.map { name in
    seen[name, default: 0] += 1
    let count = seen[name] ?? 1
    return count == 1 ? name : "\(name), \(count)"
  }
}
