import Foundation
import Glibc
import TestSupport
import Testing

/// `allotment init`: a repository that is valid, with all that a forge and an editor need.
@Suite struct InitTests {
  private func made(_ arguments: String...) async throws -> (TemporaryDirectory, Finished) {
    let folder = try TemporaryDirectory()
    let done = try await run(
      Command(program, ["init", folder("hosting")] + arguments, directory: folder.path))
    try #require(done.code == 0, done.story)
    return (folder, done)
  }

  private func tool(_ name: String, _ arguments: [String], in folder: String) async throws
    -> Finished
  {
    let bin = testPython.split(separator: "/").dropLast().joined(separator: "/")
    return try await run(Command("/\(bin)/\(name)", arguments, directory: folder))
  }

  private let programFolder = program.split(separator: "/").dropLast().map { "/\($0)" }.joined()

  @Test func `the workflows are what their forges take`() async throws {
    let (folder, _) = try await made()
    let here = folder("hosting")
    for forge in ["github", "forgejo", "gitea"] {
      let file = ".\(forge)/workflows/allotment.yml"
      let schema = try await tool(
        "check-jsonschema", ["--builtin-schema", "vendor.github-workflows", file], in: here)
      #expect(schema.isSuccess, schema.story)
      // Its shell is checked too, by shellcheck.
      let lint = try await tool("actionlint", ["-no-color", file], in: here)
      let problems = lint.output.split(separator: "\n").filter { $0.contains(".yml:") }
      // Runners of one's own, and actions by address, are no mistakes there.
      let real = problems.filter { !$0.contains("[runner-label]") && !$0.contains("[action]") }
      #expect(real.isEmpty, lint.story)
    }
    let gitlab = try await tool(
      "check-jsonschema", ["--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml"], in: here)
    #expect(gitlab.isSuccess, gitlab.story)
    for words in [["bash", "-n"], ["shellcheck"]] {
      let hook = try await run(
        Command(words[0], words.dropFirst() + [".githooks/pre-commit"], directory: here))
      #expect(hook.isSuccess, hook.story)
    }
  }

  @Test func `the shell of GitLab's jobs is sound`() async throws {
    let (folder, _) = try await made()
    let scripts = try await run(
      Command(
        testPython,
        [
          "-c",
          """
          import yaml
          jobs = yaml.safe_load(open('.gitlab-ci.yml'))
          print('#!/bin/bash')
          for job in (jobs['default'], jobs['validate'], jobs['plan']):
              for key in ('before_script', 'script'):
                  print('(\\n:\\n' + '\\n'.join(job.get(key, [])) + '\\n)')
          """,
        ], directory: folder("hosting")))
    let checked = try await run(Command("shellcheck", ["-"], input: scripts.output))
    #expect(checked.isSuccess && scripts.output.contains("allotment validate"), checked.story)
  }

  @Test func `editors get the schemas that the files name`() async throws {
    let (folder, _) = try await made()
    for (file, schema) in [
      ("provider.yaml", ".allotment/provider.schema.json"),
      ("clubs/example-club.yaml", ".allotment/club.schema.json"),
    ] {
      let text = try #require(contents(of: folder("hosting/\(file)")))
      let depth = String(repeating: "../", count: file.split(separator: "/").count - 1)
      #expect(text.hasPrefix("# yaml-language-server: $schema=\(depth)\(schema)\n"))
      let checked = try await tool(
        "check-jsonschema", ["--schemafile", schema, file], in: folder("hosting"))
      #expect(checked.isSuccess, checked.story)
    }
    for file in ["settings", "extensions"] {
      let text = try #require(contents(of: folder("hosting/.vscode/\(file).json")))
      _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
    }
  }

  /// Commits with the hook switched on.
  private func commit(in path: String, _ words: String...) async throws -> Finished {
    try await run(
      Command(
        "git", ["commit", "-q", "-m", "A change"] + words,
        environment: [
          "PATH": "\(programFolder):/usr/bin:/bin",
          "HOME": "/nonexistent", "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@a.example",
          "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@a.example",
        ], directory: path))
  }

  /// A new repository with a first commit that the hook let through.
  private func hooked() async throws -> (TemporaryDirectory, ProviderRepository) {
    let (folder, _) = try await made()
    let repository = ProviderRepository(path: folder("hosting"))
    try await repository.git("init", "-q", "-b", "main")
    try await repository.git("config", "core.hooksPath", ".githooks")
    try await repository.git("add", "-A")
    let first = try await commit(in: repository.path)
    try #require(first.isSuccess, first.story)
    return (folder, repository)
  }

  @Test func `the hook refuses what is staged and wrong, and nothing else`() async throws {
    let (folder, repository) = try await hooked()
    defer { withExtendedLifetime(folder) {} }
    try repository.edit("clubs/example-club.yaml", "role: owner", "rolle: owner")
    try await repository.git("add", "-A")
    // Mended in the folder, but not in what is staged.
    try repository.edit("clubs/example-club.yaml", "rolle: owner", "role: owner")
    let refused = try await commit(in: repository.path)
    #expect(refused.code == 1 && refused.errors.contains("the commit is refused"), refused.story)
    #expect(refused.errors.contains("clubs/example-club.yaml:9:5: error:"), refused.story)
  }

  @Test(arguments: [
    "provider.yml", "Provider.yaml", "PROVIDER.YML", "Clubs/x.yaml", "CLUBS", "clubs/x.yml",
    "clubs/\n100644 0 0\tsites/x.YAML",
  ])
  func `the hook refuses what validate in CI refuses`(file: String) async throws {
    let (folder, repository) = try await hooked()
    defer { withExtendedLifetime(folder) {} }
    try repository.write(file, "x\n")
    try await repository.git("add", "-A")
    let refused = try await commit(in: repository.path)
    let ci = try await run(Command(program, ["validate"], directory: repository.path))
    #expect(ci.code == 3 && refused.code == 1, "\(refused.errors) \(ci.output)")
    #expect(refused.errors.contains("file-name"), refused.story)
    #expect(ci.output.split(separator: "\n").allSatisfy { refused.errors.contains($0) })
  }

  @Test func `the hook takes sites by their names and links, whatever they hold`() async throws {
    let (folder, repository) = try await hooked()
    defer { withExtendedLifetime(folder) {} }
    let site = "sites/example-club"
    try repository.write("\(site)/a \"b\"\n100644 c\td/ü.html", "<p>odd")
    try repository.write("\(site)/-n", "x")
    symlink("index.html", "\(repository.path)/\(site)/link")
    try await repository.git("add", "-A")
    // Its files are not read: they need not even be there.
    let blob = try await repository.git("rev-parse", ":\(site)/-n")
    try repository.remove(".git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    let before = try await repository.git("ls-files", "--stage")
    let hook = try await run(
      Command(
        ".githooks/pre-commit", [],
        environment: ["PATH": "\(programFolder):/usr/bin:/bin"], directory: repository.path))
    #expect(hook.isSuccess, hook.story)
    #expect(try await repository.git("ls-files", "--stage") == before)
    symlink("../../provider.yaml", "\(repository.path)/\(site)/out")
    try await repository.git("add", "\(site)/out")
    let refused = try await commit(in: repository.path)
    #expect(refused.code == 1 && refused.errors.contains("site-link"), refused.story)
  }

  @Test func `nothing is overwritten, and what is missing is made`() async throws {
    let folder = try TemporaryDirectory()
    try folder.write("hosting/.gitignore", "mine\n")
    try folder.write("hosting/provider.yaml", providerText())
    let done = try await run(Command(program, ["init", folder("hosting"), "--ci", "forgejo"]))
    #expect(done.code == 0, done.story)
    #expect(contents(of: folder("hosting/.gitignore")) == "mine\n")
    #expect(contents(of: folder("hosting/provider.yaml")) == providerText())
    #expect(done.output.contains("kept .gitignore, which was there"))
    #expect(done.output.contains("made .forgejo/workflows/allotment.yml"))
    // No example among real clubs, and no other forge's files.
    for name in ["clubs/example-club.yaml", ".github/workflows/allotment.yml", ".gitlab-ci.yml"] {
      #expect(access(folder("hosting/\(name)"), F_OK) != 0, "\(name)")
    }
    let again = try await run(Command(program, ["init", folder("hosting"), "--ci", "forgejo"]))
    #expect(again.code == 0 && !again.output.contains("made "), again.story)
  }

  @Test func `a folder that cannot be made is an error`() async throws {
    let folder = try TemporaryDirectory()
    try folder.write("file", "")
    let done = try await run(Command(program, ["init", folder("file/inner")]))
    #expect(done.code == 1 && done.errors.contains("cannot be made"), done.story)
  }
}
