import HTTPTypes
import Hummingbird

extension StatusResponder {
  /// 202 when the repository is looked at now.
  func hook(_ request: Request) async -> Response {
    guard let secret = settings.webhookSecret else { return .text(.notFound, "not found\n") }
    guard request.method == .post else {
      var response = Response.text(.methodNotAllowed, "only POST\n")
      response.headers[.allow] = "POST"
      return response
    }
    switch await PushHook(secret: secret).check(request) {
    case .accepted:
      await source.lookSoon()
      return .text(.accepted, "the repository is looked at\n")
    case .unsigned: return .text(.unauthorized, "a signature is missing\n")
    case .wrong: return .text(.unauthorized, "the signature is not right\n")
    case .tooLarge: return .text(.contentTooLarge, "the announcement is too large\n")
    }
  }
}
