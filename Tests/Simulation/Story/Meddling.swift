import ChatContract
import Model
import ProsodyService
import Synchronization
import TestSupport

/// What people do on the servers, behind the agent's back.
extension Story {
  func meddle() {
    let server = servers.randomElement(using: &random)!
    let what = Int.random(in: 0..<6, using: &random)
    let host = "h\(Int.random(in: 1...max(1, number), using: &random)).example"
    let stranger = Key(
      server.sort == .chat ? ChatKind.account : Kind("site", rank: 40, namesHost: true),
      server.sort == .chat ? "visitor\(number)@\(host)" : host)
    let vhost = Key(ChatKind.vhost, host)
    let index = Int.random(in: 0..<1_000, using: &random)
    server.state.withLock { state in
      state.past = state.live
      state.meddlings += 1
      let keys = state.live.things.keys.sorted()
      guard !keys.isEmpty else { return }
      let key = keys[index % keys.count]
      switch what {
      case 0, 1:
        // Deleted, with all that is in it.
        trace.say("meddling: \(key) is deleted")
        if key.kind == ChatKind.vhost { state.live.purge(key.name) }
        state.live[key] = nil
      case 2, 3:
        guard let thing = state.live[key], thing.mark != nil,
          let field = thing.fields.keys.sorted().first
        else { return }
        trace.say("meddling: \(key) \(field)")
        state.live[key]?.fields[field] = .text("meddled \(number)")
      case 4 where state.live[stranger] == nil:
        if server.sort == .chat, state.live[vhost] == nil {
          trace.say("a stranger: \(vhost)")
          state.live[vhost] = Thing(fields: ["name": .text("not ours")], mark: nil, maker: .people)
        }
        trace.say("a stranger: \(stranger)")
        state.live[stranger] = Thing(fields: ["name": .text("not ours")], mark: nil, maker: .people)
      default:
        guard key.kind == ChatKind.account else { return }
        trace.say("meddling: \(key) is damaged")
        state.live[key]?.problem = "its file cannot be read"
      }
      trace.count("meddlings")
    }
  }

  func repairDamage() {
    for server in servers {
      server.state.withLock { state in
        state.meddlings += 1
        for key in state.live.things.keys.sorted() where state.live[key]?.problem != nil {
          state.live[key]?.problem = nil
        }
      }
    }
  }
}
