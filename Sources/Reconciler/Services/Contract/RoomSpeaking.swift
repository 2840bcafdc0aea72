public import Spec

/// A chat server that can speak in a room without being in it: for notices to the provider's own
/// people.
public protocol RoomSpeaking: Service {
  /// Says this in a room that is there, on any of its domains. Said again with the same id, it is
  /// not heard twice while the server runs.
  func say(_ text: String, id: String, in room: BareJID) async throws(ServiceFailure)

  /// Whether the room is there and fit for notices. Says nothing in it.
  func diagnose(room: BareJID) async -> [Finding]
}
