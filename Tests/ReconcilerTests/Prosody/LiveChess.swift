import ChatContract
import Foundation
import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

/// A small club on a real Prosody.
struct LiveChess: LiveClub {
  let prosody: PrivateProsody
  let service: ProsodyService
  let club: DeclaredClub

  init(on prosody: PrivateProsody, club: DeclaredClub = Self.small) {
    self.prosody = prosody
    self.club = club
    service = ProsodyService(name: "prosody", socket: prosody.socket)
  }

  /// Where the server keeps an account of chess.example.
  func accountFile(_ user: String) -> String {
    prosody.directory("prosody/data/chess%2eexample/accounts/\(user).dat")
  }

  func accountRecord(_ user: String) throws -> Data {
    try #require(FileManager.default.contents(atPath: accountFile(user)))
  }
}

/// The code of a failure; nil for every other outcome.
func code(of outcome: Outcome) -> String? {
  if case .failed(let failure) = outcome { return failure.code }
  return nil
}
