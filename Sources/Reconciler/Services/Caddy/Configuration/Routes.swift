/// The one set of routes that serves every site there is or will be.
struct Routes {
  let root: String
  let joinUpstream: String?

  private static let host = "{http.request.host}"
  private static let requestPath = "{http.request.uri.path}"

  var all: JSON {
    [
      Self.headers,
      Self.route(match: Self.matching(Self.hostAndPort, Patterns.host), [Self.subroute(knownForm)]),
      Self.route(
        match: Self.matching(Self.hostAndPort, Patterns.looseHost),
        [
          Self.subroute([
            Self.route(
              match: Self.matching(Self.requestPath, "^/"),
              Self.template(RedirectTemplate.canonical, status: 308, root: root)),
            Self.unknown,
          ])
        ]),
      Self.unknown,
    ]
  }

  /// What a failed handler leads to: the site's own `404.html`, or a page of ours.
  var errors: JSON {
    let notFound: JSON = ["vars": ["{http.error.status_code}": ["404"]]]
    let own = Self.file("sites/\(Self.host)/404.html", below: root)
    return [
      Self.headers,
      Self.route(
        match: Self.matching(Self.hostAndPort, Patterns.host),
        [
          Self.subroute([
            Self.route(
              match: Self.both(notFound, own),
              [
                ["handler": "rewrite", "uri": "/404.html"],
                [
                  "handler": "file_server", "root": .text("\(root)/sites/\(Self.host)"),
                  "status_code": "404",
                ],
              ])
          ])
        ], isTerminal: false),
      Self.route(match: notFound, [Self.page(Pages.missing, status: "404")]),
      Self.route([Self.page(Pages.failed, status: "{http.error.status_code}")]),
    ]
  }

  /// For requests whose host has the right form.
  private var knownForm: JSON {
    var routes: [JSON] = []
    if let joinUpstream { routes.append(join(joinUpstream)) }
    let path = Self.both(
      Self.matching(Self.requestPath, Patterns.path), ["expression": .text(Patterns.length)])
    routes.append(Self.route(match: path, [Self.subroute(.list(byFile))]))
    routes.append(Self.unknown)
    return .list(routes)
  }

  /// By what lies below the root for the host, the first that fits.
  private var byFile: [JSON] {
    let redirects = "\(root)/redirects"
    func template(_ text: String, status: Int) -> [JSON] {
      Self.template(text, status: status, root: redirects)
    }
    var routes = [
      Self.route(
        match: Self.file("suspended/\(Self.host)", below: root),
        [Self.page(Pages.suspended, status: "503", ["Retry-After": ["86400"]])]),
      Self.route(
        match: Self.file("\(Self.host)/alias", below: redirects),
        template(RedirectTemplate.alias, status: 308)),
    ]
    for status in RedirectStore.statuses {
      let file = "\(Self.host)/\(status)\(Self.requestPath)/\(RedirectPath.leaf)"
      routes.append(
        Self.route(
          match: Self.file(file, below: redirects), template(RedirectTemplate.path, status: status))
      )
    }
    routes += [
      Self.route(
        match: Self.file("\(Self.host)/moved", below: redirects),
        template(RedirectTemplate.moved, status: 308)),
      Self.route(
        match: Self.file("\(Self.host)/page", below: redirects),
        template(RedirectTemplate.page, status: 308)),
      Self.route(match: Self.file("sites/\(Self.host)/", below: root), Self.files(root)),
      Self.unknown,
    ]
    return routes
  }

  private func join(_ upstream: String) -> JSON {
    [
      "match": [["path": ["/join/*"]]],
      "handle": [
        ["handler": "request_body", "max_size": 65_536],
        ["handler": "reverse_proxy", "upstreams": [["dial": .text(upstream)]]],
      ],
      "terminal": true,
    ]
  }
}

extension Routes {
  /// Plain HTTP leads to https, for names that could be ours.
  static let toHTTPS: JSON = [
    headers,
    route(
      match: both(
        matching(hostAndPort, Patterns.looseHost),
        ["expression": "{http.request.uri.path}.startsWith('/')"]),
      [
        [
          "handler": "static_response", "status_code": "308",
          "headers": ["Location": ["https://{http.request.host}{http.request.uri}"]],
        ]
      ]),
    unknown,
  ]

  private static let hostAndPort = "{http.request.hostport}"

  /// Nothing about the server; no guessing of types.
  private static let headers = route(
    [
      [
        "handler": "headers",
        "response": [
          "deferred": true, "delete": ["Server"], "set": ["X-Content-Type-Options": ["nosniff"]],
        ],
      ]
    ], isTerminal: false)

  private static let unknown = route([page(Pages.unknown, status: "404")])

  private static func files(_ root: String) -> [JSON] {
    [
      ["handler": "encode", "encodings": ["gzip": [:]], "prefer": ["gzip"]],
      [
        "handler": "file_server", "root": .text("\(root)/sites/\(host)"),
        "index_names": ["index.html"],
      ],
    ]
  }

  private static func template(_ text: String, status: Int, root: String) -> [JSON] {
    [
      ["handler": "templates", "file_root": .text(root)],
      page(text, status: "\(status)"),
    ]
  }

  private static func page(
    _ text: String, status: String, _ headers: [String: JSON] = [:]
  ) -> JSON {
    let all = headers.merging(["Content-Type": ["text/html; charset=utf-8"]]) { first, _ in first }
    return [
      "handler": "static_response", "status_code": .text(status), "headers": .object(all),
      "body": .text(text),
    ]
  }

  private static func subroute(_ routes: JSON) -> JSON {
    ["handler": "subroute", "routes": routes]
  }

  private static func route(
    match: JSON? = nil, _ handlers: [JSON], isTerminal: Bool = true
  ) -> JSON {
    var route: [String: JSON] = ["handle": .list(handlers)]
    if let match { route["match"] = [match] }
    if isTerminal { route["terminal"] = true }
    return .object(route)
  }

  private static func matching(_ placeholder: String, _ pattern: String) -> JSON {
    ["vars_regexp": .object([placeholder: ["pattern": .text(pattern)]])]
  }

  private static func file(_ path: String, below root: String) -> JSON {
    ["file": ["root": .text(root), "try_files": [.text(path)]]]
  }

  private static func both(_ first: JSON, _ second: JSON) -> JSON {
    guard case .object(let first) = first, case .object(let second) = second else { return first }
    return .object(first.merging(second) { first, _ in first })
  }
}
