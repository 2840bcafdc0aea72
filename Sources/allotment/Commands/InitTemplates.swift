import Spec

/// The files of a new repository.
enum InitTemplates {
  struct File {
    var path: String
    var text: String
    var isExecutable = false
    /// Only in a repository that has no provider.yaml yet.
    var isExample = false
  }

  static let clubSchema = ".allotment/club.schema.json"
  static let providerSchema = ".allotment/provider.schema.json"

  static let files =
    [
      File(path: "provider.yaml", text: provider),
      File(path: "clubs/example-club.yaml", text: club, isExample: true),
      File(path: "sites/example-club/index.html", text: page, isExample: true),
      File(path: ".gitignore", text: ignore), File(path: "agent.yaml.example", text: agent),
      File(path: clubSchema, text: SpecDocument.club.schema),
      File(path: providerSchema, text: SpecDocument.provider.schema),
      File(path: ".vscode/settings.json", text: editor),
      File(path: ".vscode/extensions.json", text: extensions),
      File(path: ".githooks/pre-commit", text: hook, isExecutable: true),
    ] + InitWorkflows.files

  private static let provider = """
    # yaml-language-server: $schema=.allotment/provider.schema.json
    apiVersion: allotment/v1
    kind: Provider
    name: Example Community Hosting
    # Clubs without a domain of their own live below it: example-club.clubs.example
    domain: clubs.example
    contacts: {abuse: abuse@clubs.example}
    tariffs:
      small:
        fee: {amount: "5.00", currency: EUR, period: month}
        limits: {members: 50, rooms: 5, uploads: 1GB, retention: P90D}
    # The services' names stand in the agent's own file, agent.yaml.
    placements:
      main: {chat: prosody, web: caddy}
    defaults: {tariff: small, placement: main, language: en}
    policy:
      prune: confirm
      holdOver: {percent: 30, count: 10}
      keepLeft: P30D

    """

  private static let club = """
    # yaml-language-server: $schema=../.allotment/club.schema.json
    apiVersion: allotment/v1
    kind: Club
    id: example-club
    name: The Example Club
    members:
      - id: rose
        name: Rose Hill
        role: owner
      - id: dan
        name: Dan Field
    chat:
      rooms:
        - id: lounge
          name: Lounge
          topic: Everything and nothing
    site:
      static: {path: sites/example-club}

    """

  private static let page = """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>The Example Club</title></head>
    <body><h1>The Example Club</h1><p>Hello.</p></body>
    </html>

    """

  private static let ignore = """
    # Where the services are, and secrets, are never part of this repository.
    /agent.yaml
    *.token
    *.key
    # Members' lists from which clubs were made.
    *.csv

    """

  private static let agent = """
    # Copy to /etc/allotment/agent.yaml on the machine that runs the agent.
    apiVersion: allotment/v1
    kind: Agent
    repository: {url: https://git.provider.example/hosting/clubs.git, branch: main}
    dataDirectory: /var/lib/allotment
    controlSocket: /run/allotment/control.sock
    listen: 127.0.0.1:8420
    services:
      prosody: {type: prosody, socket: /run/prosody/allotment.sock, hostsDirectory: /etc/prosody/allotment.d}
      caddy: {type: caddy, root: /srv/allotment}

    """

  private static let editor = """
    {
      "yaml.schemas": {
        "./.allotment/club.schema.json": ["clubs/**/*.yaml", "!clubs/**/*.private.yaml"],
        "./.allotment/provider.schema.json": "provider.yaml"
      },
      "yaml.yamlVersion": "1.2",
      "[yaml]": { "editor.insertSpaces": true, "editor.tabSize": 2 }
    }

    """

  private static let extensions = """
    { "recommendations": ["redhat.vscode-yaml"] }

    """

  private static let hook = #"""
    #!/bin/sh
    # Refuses a commit that would make the specs invalid. Switch it on, once a clone:
    #   git config core.hooksPath .githooks
    # What is staged is checked, not what lies in the folder.
    set -eu

    if ! command -v allotment >/dev/null; then
      echo "pre-commit: allotment is not installed here, so nothing was checked" >&2
      exit 0
    fi

    staged=$(mktemp -d)
    trap 'rm -rf "$staged"' EXIT
    mkdir "$staged/files"
    # Of sites only the names count, and where links lead: their files are checked out empty, so that
    # large ones cost nothing. Lines end with NUL, as a file's name may hold a line end.
    empty=$(git hash-object -w --stdin </dev/null)
    tab=$(printf '\t')
    git ls-files --stage -z -- ':(icase)provider.yaml' ':(icase)provider.yml' ':(icase)clubs' sites |
      LC_ALL=C tr '\n\0' '\001\n' |
      LC_ALL=C sed "s|^\(100[0-7]*\) [0-9a-f]* 0${tab}sites/|\1 $empty 0${tab}sites/|" |
      LC_ALL=C tr '\001\n' '\n\0' |
      GIT_INDEX_FILE="$staged/index" git update-index -z --index-info
    GIT_INDEX_FILE="$staged/index" git checkout-index --all --prefix="$staged/files/"
    cd "$staged/files"
    if ! allotment validate; then
      echo "pre-commit: the commit is refused; 'git commit --no-verify' makes it all the same" >&2
      exit 1
    fi

    """#
}
