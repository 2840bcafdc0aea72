import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOFoundationCompat
import Operations

/// Answers one request of the control socket. Whatever is wrong with it is said in the form of a
/// reply, so that the command at the other end can show it. Who sent it is what the kernel says.
struct ControlResponder: HTTPResponder {
  typealias Context = ControlContext

  let handler: any ControlHandler
  let logger: Logger

  func respond(to request: Request, context: ControlContext) async -> Response {
    guard request.uri.path == ControlServer.path else {
      return refusal(.notFound, "this agent knows only \(ControlServer.path)")
    }
    guard request.method == .post else {
      var response = refusal(.methodNotAllowed, "a command is sent with POST")
      response.headers[.allow] = "POST"
      return response
    }
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: ControlServer.maximumBody)
    } catch is NIOTooManyBytesError {
      return refusal(.contentTooLarge, "a command has at most 16 MiB")
    } catch {
      return refusal(.badRequest, "the command did not arrive")
    }
    guard let peer = await Peer(context.channel) else {
      return encoded(
        .internalServerError,
        ControlReply(exitCode: 1, problems: "allotment: nobody knows who sends this command\n"))
    }
    do {
      var command = try JSONDecoder().decode(ControlRequest.self, from: body)
      command.by = peer.signature(claiming: command.by)
      logger.debug("command", metadata: ["command": "\(command.command.rawValue)"])
      return encoded(.ok, await handler.handle(command))
    } catch {
      return refusal(.badRequest, Self.problem(with: body, error))
    }
  }

  /// A usage error: 64 of the exit codes that `allotment --help` lists.
  private func refusal(_ status: HTTPResponse.Status, _ problem: String) -> Response {
    encoded(status, ControlReply(exitCode: 64, problems: problem + "\n"))
  }

  private func encoded(_ status: HTTPResponse.Status, _ reply: ControlReply) -> Response {
    // Texts and numbers always encode.
    let data = (try? JSONEncoder().encode(reply)) ?? Data()
    return .bytes(status, Array(data), type: "application/json")
  }

  /// A command and an agent of different versions are told apart from nonsense.
  private static func problem(with body: ByteBuffer, _ error: any Error) -> String {
    struct Named: Decodable { var command: String }
    let hint = "the command and the agent are of different versions: restart the agent"
    if let named = try? JSONDecoder().decode(Named.self, from: body),
      ControlRequest.Command(rawValue: named.command) == nil
    {
      let name = named.command.unicodeScalars.prefix(40)
        .map { $0.properties.isAlphabetic || $0 == "-" ? String($0) : "?" }.joined()
      let known = ControlRequest.Command.allCases.map(\.rawValue).joined(separator: ", ")
      return "this agent does not know the command `\(name)`, only \(known); \(hint)"
    }
    switch error {
    case DecodingError.keyNotFound(let key, _):
      return "the command lacks `\(key.stringValue)`; \(hint)"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty
        ? "the command is not JSON" : "`\(path)` of the command is not understood; \(hint)"
    default: return "the command is not understood"
    }
  }
}
