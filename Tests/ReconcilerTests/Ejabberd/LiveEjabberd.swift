import ChatContract
import EjabberdService
import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

extension EjabberdService {
  /// The adapter on a private server.
  init(on ejabberd: PrivateEjabberd) {
    self.init(
      name: "ejabberd", url: ejabberd.url, tokenFile: ejabberd.tokenFile,
      hostsFile: ejabberd.hostsFile)
  }
}

/// A small club on a real ejabberd.
struct LiveEjabberd: LiveClub {
  let service: EjabberdService
  var club: DeclaredClub

  init(
    on server: PrivateEjabberd, club: DeclaredClub = Self.small, service: EjabberdService? = nil
  ) {
    self.club = club
    self.service = service ?? EjabberdService(on: server)
  }
}
