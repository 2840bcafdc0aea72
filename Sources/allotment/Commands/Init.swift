import ArgumentParser
import Glibc
import Source

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A new provider repository, with a first club that validates.",
    discussion: """
      Writes provider.yaml, a first club with a site, workflows for GitHub, Forgejo, Gitea and \
      GitLab that validate each change, a pre-commit hook, and the JSON Schemas with the settings \
      that editors need. Nothing that exists is overwritten: run it again in a repository that has \
      only some of it.

        allotment init hosting
        allotment init --ci forgejo --ci gitlab
      """)

  @Argument(help: ArgumentHelp("The folder; made when it is missing.", valueName: "dir"))
  var directory = "."
  @Option(
    help: ArgumentHelp(
      "Whose workflows: github, forgejo, gitea, gitlab; all without. May be repeated.",
      valueName: "forge"))
  var ci: [Forge] = []

  enum Forge: String, ExpressibleByArgument, CaseIterable {
    case github, forgejo, gitea, gitlab

    /// How the paths of its files begin.
    var prefix: String { self == .gitlab ? ".gitlab-ci" : ".\(rawValue)/" }
  }

  func run() async throws {
    do {
      try make()
    } catch {
      throw CommandFailure.failed(error.message)
    }
  }

  private func make() throws(SourceFailure) {
    let isNew = access("\(directory)/provider.yaml", F_OK) != 0
    for file in InitTemplates.files where isWanted(file, isNew: isNew) {
      if file.path.contains("/") {
        try makeFolders(parent(of: file.path), below: directory)
      } else {
        try makeFolders("", below: directory)
      }
      let outcome = try NewFile(
        path: "\(directory)/\(file.path)", mode: file.isExecutable ? 0o755 : 0o644
      ).write(file.text)
      Terminal.print(
        outcome == .exists ? "kept \(file.path), which was there" : "made \(file.path)")
    }
    Terminal.print(nextSteps(isNew))
  }

  private func isWanted(_ file: InitTemplates.File, isNew: Bool) -> Bool {
    if file.isExample, !isNew { return false }
    let forge = Forge.allCases.first { file.path.hasPrefix($0.prefix) }
    return forge.map { ci.isEmpty || ci.contains($0) } ?? true
  }

  private func nextSteps(_ isNew: Bool) -> String {
    let place = directory == "." ? "" : " \(directory)"
    let look = isNew ? "look at provider.yaml and clubs/example-club.yaml, then" : ""
    return """

      Next: \(look)
        git\(directory == "." ? "" : " -C \(directory)") init && git\
      \(directory == "." ? "" : " -C \(directory)") config core.hooksPath .githooks
        allotment validate\(place)
        allotment new chess --name "Chess Club" --owner "Rose Hill"\
      \(directory == "." ? "" : " --repo \(directory)")
      The workflows want the variables ALLOTMENT_URL and ALLOTMENT_SHA256; docs/ci.md of allotment
      says which, and how plans become comments.
      """
  }
}
