public import ServiceContract
public import Spec

extension ProsodyService: RoomSpeaking {
  public func say(_ text: String, id: String, in room: BareJID) async throws(ServiceFailure) {
    let message = RoomMessage(room: room.description, id: id, body: text)
    _ = try await known { () async throws(ServiceFailure) in
      try await client.call(message, answering: Changed.self)
    }
  }

  public func diagnose(room: BareJID) async -> [Finding] {
    let view: RoomView
    do throws(ServiceFailure) {
      view = try await known { () async throws(ServiceFailure) in
        try await client.call(RoomLook(room: room.description), answering: RoomView.self).payload
      }
    } catch {
      return [Finding(.error, error.message)]
    }
    guard view.present else {
      return [
        Finding(
          .error, "there is no room \(room): it is not made by itself",
          remedy: "make it with a chat client: members only, persistent, not listed")
      ]
    }
    guard view.membersOnly == true else {
      return [
        Finding(
          .warning, "anybody may enter \(room) and read which clubs are in trouble",
          remedy: "open it to members only")
      ]
    }
    return [Finding(.ok, "\(room) is there, for members only")]
  }

  /// A module of before version 3 does not know rooms of others.
  private func known<Value: Sendable>(
    _ call: () async throws(ServiceFailure) -> Value
  ) async throws(ServiceFailure) -> Value {
    do throws(ServiceFailure) {
      return try await call()
    } catch  where error.code == "unknown-operation" {
      throw ServiceFailure(
        code: error.code,
        message: "mod_allotment cannot speak in a room: run `allotment install prosody-module` "
          + "and restart Prosody", retry: .later)
    } catch { throw error }
  }
}
