public import ServiceContract
public import Spec

/// Says notices in a chat room, by the module of the server itself.
public struct RoomSender: NoticeSender {
  private let room: BareJID
  private let server: any RoomSpeaking

  public init(room: BareJID, server: any RoomSpeaking) {
    self.room = room
    self.server = server
  }

  public func send(_ letter: NoticeLetter) async throws(DeliveryFailure) {
    do throws(ServiceFailure) {
      try await server.say(letter.line, id: letter.id, in: room)
    } catch {
      throw DeliveryFailure(error.message)
    }
  }

  public func diagnose() async -> [Finding] { await server.diagnose(room: room) }
}
