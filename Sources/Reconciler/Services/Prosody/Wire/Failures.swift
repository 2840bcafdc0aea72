import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOFoundationCompat
import ServiceContract

/// Why no answer came, in plain words and with what to do.
func connectionFailure(
  _ error: any Error, socket: String, limits: ProsodyClient.Limits
) -> ServiceFailure {
  let timeout = ServiceFailure(
    code: "timeout",
    message: "Prosody did not answer at \(socket) within \(limits.deadline.components.seconds) s",
    retry: .later)
  switch error {
  case let error as IOError:
    return .unreachable(socketFailure(errno: error.errnoCode, socket: socket))
  case is DeadlineExceeded: return timeout
  case let error as HTTPClientError where error == .connectTimeout || error == .readTimeout:
    return timeout
  case is NIOTooManyBytesError:
    return ServiceFailure(
      code: "bad-answer",
      message: "Prosody's answer at \(socket) is larger than \(limits.answerSize >> 20) MiB",
      retry: .later)
  case is CancellationError:
    return .unreachable("the request to Prosody at \(socket) was given up before its answer")
  default:
    return .unreachable("the connection to Prosody at \(socket) broke before the answer was whole")
  }
}

private func socketFailure(errno code: CInt, socket: String) -> String {
  switch code {
  case ENOENT: "no socket at \(socket): Prosody is not running, or without mod_allotment"
  case ECONNREFUSED: "connection refused at \(socket): Prosody is not running"
  case EACCES, EPERM: "permission denied at \(socket): this user may not open Prosody's socket"
  case ENAMETOOLONG: "the path \(socket) is too long for a socket"
  default: "connection to Prosody at \(socket) failed: \(String(cString: strerror(code)))"
  }
}

/// The request was answered, but refused as a whole.
func refusal(status: UInt, body: ByteBuffer) -> ServiceFailure {
  let said = try? JSONDecoder().decode(Refusal.self, from: body).error
  let retry: ServiceFailure.Retry = (400..<500).contains(status) ? .never : .later
  let detail = said.map { ": \(printable($0.message))" } ?? ""
  return ServiceFailure(
    code: "refused", message: "Prosody refused the request (HTTP \(status))\(detail)", retry: retry)
}

func wrongProtocol(_ version: Int, socket: String) -> ServiceFailure {
  ServiceFailure(
    code: "wrong-protocol",
    message: "mod_allotment at \(socket) speaks protocol \(version), this allotment "
      + "\(Batch.protocolVersion): run `allotment install prosody-module` and restart Prosody",
    retry: .never)
}

extension ServiceFailure {
  /// An operation that the module did not do.
  init(_ error: OperationError) {
    let retry: Retry =
      switch error.code {
      case "no-such-host", "no-such-account", "no-such-room", "storage", "internal": .later
      default: .never
      }
    self.init(code: error.code, message: printable(error.message), retry: retry)
  }
}

/// At most 300 characters, none of which moves a terminal's cursor.
private func printable(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.prefix(300).map { $0.value < 32 ? " " : $0 }))
}
