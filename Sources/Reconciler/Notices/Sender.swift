public import Reconciler
public import ServiceContract

/// A way to tell somebody of one notice.
public protocol NoticeSender: Sendable {
  /// Sends it; it has arrived when this returns. The same one may come again after a crash, with
  /// the same id.
  func send(_ letter: NoticeLetter) async throws(DeliveryFailure)

  /// Whether it is set up as it must be. Sends nothing.
  func diagnose() async -> [Finding]
}

/// Why a notice did not arrive, in words that hold no secret.
public struct DeliveryFailure: Error, Equatable, CustomStringConvertible {
  public var description: String
  /// It would be refused again: there is no use in trying.
  public var isFinal: Bool

  public init(_ description: String, isFinal: Bool = false) {
    self.description = description
    self.isFinal = isFinal
  }
}

/// One entry of `notify` in agent.yaml.
public struct Receiver: Sendable {
  /// Its place in the inventory, and what people call it: `mail to ops@provider.example`.
  public var name: String
  public var notices: NoticeReceiver
  public var sender: any NoticeSender

  public init(name: String, notices: NoticeReceiver, sender: any NoticeSender) {
    self.name = name
    self.notices = notices
    self.sender = sender
  }
}
