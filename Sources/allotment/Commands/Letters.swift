import ArgumentParser
import Glibc
import Inventory
import Letters
import ProsodyService
import Reconciler
import Reporting
import ServiceContract
import Spec

struct LettersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "letters",
    abstract: "Invitation letters, one a member, to print and hand over.",
    discussion: """
      Writes an HTML page for each member of the club whose invitation waits to be used, with mode
      0600: the link in it lets its holder choose the password. A member who lost the letter, or
      whose invitation ran out, gets a new one with --again; the old link stops working then.
      """)

  @Argument(help: "The club's id.") var id: String
  @Option(help: ArgumentHelp("The folder to write to; made with mode 0700.", valueName: "dir"))
  var out: String
  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Make a new invitation for these members.", valueName: "member"))
  var again: [String] = []
  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions

  func run() async throws {
    let configuration = try loadConfiguration(config)
    let fleet = try await openFleet(configuration, source)
    guard let provider = fleet.repository.provider, let club = fleet.clubs[id]?.club else {
      throw ValidationError("there is no readable club `\(printable(id, limit: 80))`")
    }
    let hosted = HostedClub(club: club, provider: provider)
    guard let name = hosted.placement?.chat?.value,
      let service = try prosodyServices(of: configuration).first(where: { $0.name == name })
    else { throw CommandFailure.failed("the club's chat is on no Prosody of agent.yaml") }
    do {
      try await renew(hosted, service)
      try await write(try await service.invitations(of: hosted), hosted)
    } catch let failure as ServiceFailure {
      throw CommandFailure.unreachable("\(name): \(failure.message)")
    }
  }

  private func renew(_ club: HostedClub, _ service: ProsodyService) async throws {
    let existing = try await service.invitations(of: club)
    for member in again {
      guard
        let latest = existing.filter({ $0.member == member }).max(by: {
          $0.generation < $1.generation
        })
      else {
        throw ValidationError(
          "`\(printable(member, limit: 80))` has never had an invitation here: is it applied yet?")
      }
      try await service.renewInvitation(
        of: latest.user, in: club, generation: latest.generation + 1)
    }
  }

  private func write(_ invitations: [Invitation], _ club: HostedClub) async throws {
    let folder = try PrivateFolder(out)
    var written = 0
    for invitation in invitations {
      guard let member = club.club.members.first(where: { $0.id.value == invitation.member }),
        member.state.value == .active, let letter = Letter(invitation, member, club)
      else { continue }
      try folder.write(try letter.html(), as: "\(member.id.value).html")
      written += 1
    }
    let used = invitations.count { $0.state == .redeemed }
    let expired = invitations.count { $0.state == .expired }
    Terminal.print(
      "\(written) letters in \(out); \(used) invitations were used already"
        + (expired > 0 ? ", \(expired) ran out (--again MEMBER makes a new one)" : "") + ".\n")
  }
}

extension Letter {
  /// Nil when the invitation does not wait any more.
  init?(_ invitation: Invitation, _ member: Member, _ club: HostedClub) {
    guard invitation.state == .pending, let link = invitation.link, let uri = invitation.uri
    else { return nil }
    let contacts = club.club.contacts.addresses
    self.init(
      club: club.club.name.value, member: member.name?.value ?? member.id.value,
      address: club.address(of: member).description, link: link, uri: uri,
      validUntil: invitation.expires.map { String(timestamp($0).prefix(10)) } ?? "it is used",
      language: "en", hasNoDevice: member.devices.map(\.value) == [.none],
      help: (contacts[.support] ?? contacts[.admin])?.value)
  }
}
