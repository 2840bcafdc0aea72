import ArgumentParser
import ChatContract
import Glibc
import Inventory
import Letters
import Reconciler
import Reporting
import ServiceContract
import Spec

struct LettersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "letters",
    abstract: "Invitation letters, one a member, to print and hand over.",
    usage: "allotment letters <id> --out <dir> [--again <member> ...] [<options>]",
    discussion: """
      Writes an HTML page for each member of the club whose invitation waits to be used, with mode \
      0600: the link in it lets its holder choose the password. A member who lost the letter, or \
      whose invitation ran out, gets a new one with --again; the old link stops working then. \
      Where the chat server has no invitations, the letter holds a first password instead. It is \
      shown this once, and each later call says how many members have not changed theirs yet.
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
      let service = try chatServices(of: configuration).first(where: { $0.name == name })
    else { throw CommandFailure.failed("the club's chat is on no chat server of agent.yaml") }
    let folder = try PrivateFolder(out)
    do {
      try write(try await service.admissions(of: hosted, again: again), hosted, folder)
    } catch let failure as ServiceFailure {
      guard failure.code != "never-admitted" else { throw ValidationError(failure.message) }
      throw CommandFailure.unreachable("\(name): \(failure.message)")
    }
  }

  private func write(
    _ admissions: Admissions, _ club: HostedClub, _ folder: PrivateFolder
  ) throws {
    var written = 0
    for admission in admissions.open {
      guard let member = club.club.members.first(where: { $0.id.value == admission.member }),
        member.state.value == .active
      else { continue }
      let letter = Letter(admission, member, club)
      try folder.write(try letter.html(), as: "\(member.id.value).html")
      written += 1
    }
    var text = "\(written) letters in \(out); \(admissions.used) members have chosen a password"
    if admissions.expired > 0 {
      text += ", \(admissions.expired) invitations ran out (--again MEMBER makes a new one)"
    }
    if admissions.unchanged > 0 {
      text +=
        ", \(admissions.unchanged) still use the first password of their letter and should "
        + "change it (--again MEMBER makes a new one)"
    }
    Terminal.print(text + ".\n")
  }
}

extension Letter {
  init(_ admission: Admission, _ member: Member, _ club: HostedClub) {
    let contacts = club.club.contacts.addresses
    self.init(
      club: club.club.name.value, member: member.name?.value ?? member.id.value,
      address: club.address(of: member).description, link: "", uri: "", validUntil: "it is used",
      language: "en", hasNoDevice: member.devices.map(\.value) == [.none],
      help: (contacts[.support] ?? contacts[.admin])?.value)
    switch admission.way {
    case .invitation(let link, let uri, let expires):
      self.link = link
      self.uri = uri
      if let expires { validUntil = String(timestamp(expires).prefix(10)) }
    case .firstPassword(let password): firstPassword = password
    }
  }
}
