/// The files of a new repository.
enum InitTemplates {
  static let files = [
    ("provider.yaml", provider), ("clubs/example-club.yaml", club),
    ("sites/example-club/index.html", page), (".gitignore", ignore),
    ("agent.yaml.example", agent),
  ]

  private static let provider = """
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
}
