import HTTPTypes
import Hummingbird
import Inventory
import Model
import Reconciler

/// Answers one request of the status server.
struct StatusResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  let settings: StatusServer.Settings
  let source: StatusSource

  func respond(to request: Request, context: BasicRequestContext) async -> Response {
    var response = await answer(request)
    for (name, value) in Self.headers where response.headers[name] == nil {
      response.headers[name] = value
    }
    return request.method == .head ? response.createHeadResponse() : response
  }

  /// On every answer: nothing here may be framed, guessed at, kept or sent on.
  private static let headers: [(HTTPField.Name, String)] = [
    (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (.xContentTypeOptions, "nosniff"),
    (.referrerPolicy, "no-referrer"),
    (.cacheControl, "no-store"),
    (.crossOriginResourcePolicy, "same-origin"),
    (.crossOriginOpenerPolicy, "same-origin"),
  ]

  private func answer(_ request: Request) async -> Response {
    guard let endpoint = Endpoint(path: request.uri.path) else {
      return .text(.notFound, "not found\n")
    }
    if endpoint == .hook { return await hook(request) }
    guard request.method == .get || request.method == .head else {
      var response = Response.text(.methodNotAllowed, "only GET and HEAD\n")
      response.headers[.allow] = "GET, HEAD"
      return response
    }
    guard !request.hasBody else { return .text(.contentTooLarge, "no request body is taken\n") }
    guard let audience = audience(request) else {
      var response = Response.text(.unauthorized, "the API token is not right\n")
      response.headers[.wwwAuthenticate] = #"Bearer error="invalid_token""#
      return response
    }
    return await answer(endpoint, request, audience)
  }

  private func answer(_ endpoint: Endpoint, _ request: Request, _ audience: Audience) async
    -> Response
  {
    switch endpoint {
    case .page:
      return await StatusPage(
        report: source.report(), provider: source.providerName(), services: settings.services,
        version: settings.version, audience: audience
      ).response
    case .healthz: return health(await source.report(), asJSON: request.prefersJSON)
    case .readyz: return readiness(await source.report(), asJSON: request.prefersJSON)
    case .metrics: return metrics(await source.report())
    case .clubs: return clubs(await source.report(), audience)
    case .club(let id): return club(id, await source.report(), audience)
    case .ask: return await ask(request)
    case .hook: return await hook(request)
    case .plan: return await plan(request, audience)
    }
  }

  /// Nil when a token was given and is not ours.
  private func audience(_ request: Request) -> Audience? {
    guard let authorization = request.headers[.authorization] else { return .everyone }
    let scheme = "bearer "
    guard authorization.utf8.count <= 600, authorization.lowercased().hasPrefix(scheme),
      let token = settings.token,
      token.matches(authorization.utf8.dropFirst(scheme.utf8.count))
    else { return nil }
    return .operators
  }

  private func ask(_ request: Request) async -> Response {
    let values = (request.uri.query ?? "").split(separator: "&").filter { $0.hasPrefix("domain=") }
    guard values.count == 1, let host = HostName.checked(values[0].dropFirst("domain=".count)),
      await source.serves(host)
    else { return .text(.notFound, "not served here\n") }
    return .text(.ok, "served here\n")
  }
}

extension Request {
  var hasBody: Bool {
    headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
  }

  /// Whether JSON is asked for by name.
  var prefersJSON: Bool { headers[.accept]?.lowercased().contains("application/json") ?? false }
}

extension HTTPField.Name {
  static let referrerPolicy = Self("Referrer-Policy")!
  static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!
}
