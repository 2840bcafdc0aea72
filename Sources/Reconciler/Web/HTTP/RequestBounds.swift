import Hummingbird
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request takes too long to arrive or brings too much.
///
/// A server answers as soon as it knows that a request is too large, and then discards the rest of
/// it; this bounds how much and for how long.
final class RequestBounds: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  private let bytes: Int
  private let time: TimeAmount
  private var seen = 0
  private var timer: Scheduled<Void>?

  init(bytes: Int, time: TimeAmount) {
    self.bytes = bytes
    self.time = time
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      seen = 0
      timer?.cancel()
      let channel = context.channel
      timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    case .body(let buffer):
      seen += buffer.readableBytes
      if seen > bytes {
        context.close(promise: nil)
        return
      }
    case .end:
      timer?.cancel()
      timer = nil
    }
    context.fireChannelRead(data)
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }
}

extension HTTPServerBuilder {
  /// HTTP/1.1 with everything bounded: headers, body, time to arrive, idle time.
  ///
  /// - Parameter body: bytes; what is longer is the responder's to refuse, far more ends the
  ///   connection.
  static func bounded(body: Int) -> HTTPServerBuilder {
    .http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [RequestBounds(bytes: body + (4 << 20), time: .seconds(20))],
        idleTimeout: .seconds(30),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64)))
  }
}
