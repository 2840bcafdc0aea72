import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Operations

/// `/api/v1/plan`: what a revision would change, for CI. Asks for the API token, although it names
/// no person: making a plan is work.
extension StatusResponder {
  func plan(_ request: Request, _ audience: Audience) async -> Response {
    guard let plans = source.plans, settings.token != nil else {
      return .text(.forbidden, "this agent has no API token, so it makes no plans for others\n")
    }
    guard audience == .operators else {
      var response = Response.text(.unauthorized, "plans want the API token\n")
      response.headers[.wwwAuthenticate] = "Bearer"
      return response
    }
    guard let query = PlanQuery(request) else {
      return .text(.badRequest, "revision, club and format are what can be asked for\n")
    }
    guard let reply = await plans(query), let body = try? JSONEncoder().encode(reply) else {
      return .text(.tooManyRequests, "too many plans are being made; try again\n")
    }
    return .bytes(.ok, [UInt8](body), type: "application/json")
  }
}

extension PlanQuery {
  /// Clubs that one request names, at most.
  private static let mostClubs = 100

  /// Nil when something in it is not what it should be.
  fileprivate init?(_ request: Request) {
    let parameters = request.uri.queryParameters
    let known: Set<Substring> = ["revision", "club", "format"]
    guard parameters.allSatisfy({ known.contains($0.key) }) else { return nil }
    self.init()
    if let revision = parameters["revision"] {
      guard isRevision(revision) else { return nil }
      self.revision = String(revision)
    }
    clubs = parameters.getAll("club").map { String($0) }
    guard clubs.count <= Self.mostClubs, clubs.allSatisfy({ (1...64).contains($0.utf8.count) })
    else { return nil }
    if let format = parameters["format"] {
      guard let format = ControlRequest.Format(rawValue: String(format)) else { return nil }
      self.format = format
    }
  }
}

/// A name as git has them (git-check-ref-format), in ASCII: nothing that a shell, a path or a URL
/// reads in another way.
private func isRevision(_ text: Substring) -> Bool {
  (1...255).contains(text.utf8.count) && !text.contains("..") && !text.hasPrefix("-")
    && !text.hasPrefix("/")
    && text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
}
