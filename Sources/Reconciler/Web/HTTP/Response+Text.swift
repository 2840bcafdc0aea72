import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
  static func text(
    _ status: HTTPResponse.Status, _ text: String,
    type: String = "text/plain; charset=utf-8"
  ) -> Response {
    bytes(status, Array(text.utf8), type: type)
  }

  static func bytes(_ status: HTTPResponse.Status, _ bytes: [UInt8], type: String) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
