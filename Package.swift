// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is built with these.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let asyncHTTPClient = Target.Dependency.product(
  name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioHTTPTypes = Target.Dependency.product(
  name: "NIOHTTPTypes", package: "swift-nio-extras")
let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// A folder of `Sources/Reconciler`, as a module of its own: the compiler guards the walls.
func room(
  _ name: String, in folder: String, _ dependencies: [Target.Dependency],
  exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/Reconciler/\(folder)",
    exclude: exclude, resources: resources, swiftSettings: settings)
}

/// The Lua files of our Prosody module, which the executable carries.
let prosodyModule = [
  "account_move.lib", "account_read.lib", "accounts.lib", "allotment_hosts", "common.lib",
  "contacts.lib",
  "digests.lib", "dispatch.lib", "federation.lib", "host_settings.lib", "hostfile.lib", "hosts.lib",
  "invitations.lib",
  "join_page.lib", "join_template.lib", "login.lib", "mod_allotment", "notices.lib",
  "ping.lib", "purge.lib",
  "read.lib", "redeem.lib", "register.lib", "registry.lib", "room_change.lib", "room_store.lib",
  "rooms.lib", "roster.lib", "shared_contacts.lib", "slices.lib", "socket.lib", "storage.lib",
  "stores.lib",
].map { Resource.embedInCode("Module/mod_allotment/\($0).lua") }

let package = Package(
  name: "allotment",
  products: [
    .executable(name: "allotment", targets: ["allotment"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // C libraries of the system.
    .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CLibidn", pkgConfig: "libidn", providers: [.apt(["libidn-dev"])]),
    .systemLibrary(name: "CLibidn2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
    .systemLibrary(name: "CLibpsl", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
    .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CWideCharacters"),

    // What a provider's repository says.
    .target(
      name: "Spec",
      dependencies: [
        "CLibidn", "CLibidn2", "CLibpsl", "CLibyaml", "CMalloc", "CWideCharacters",
      ],
      swiftSettings: settings),

    // What should happen, and doing it.
    room("Model", in: "Model", ["Spec", crypto]),
    room("Planning", in: "Planning", ["Model", "Spec"]),
    room("Source", in: "Source", ["CLibgit2", "Spec", crypto, subprocess, systemPackage]),
    room("Inventory", in: "Inventory", ["Model", "Spec", grdb]),
    room("ServiceContract", in: "Services/Contract", ["Model", "Spec"]),
    room("ChatContract", in: "Services/Chat", ["Model", "ServiceContract", "Spec"]),
    room(
      "ProsodyService", in: "Services/Prosody",
      [
        "ChatContract", "Model", "ServiceContract", "Spec", asyncHTTPClient, nioCore, nioFoundation,
        nioHTTP1,
      ],
      resources: prosodyModule),
    room(
      "EjabberdService", in: "Services/Ejabberd",
      [
        "ChatContract", "Model", "ServiceContract", "Spec", asyncHTTPClient, crypto, nioCore,
        nioFoundation, nioHTTP1,
      ]),
    room("CaddyService", in: "Services/Caddy", ["Model", "ServiceContract", "Spec", crypto]),
    // Every other folder of Services: adapters that need nothing but the contract.
    room(
      "Adapters", in: "Services", ["Model", "ServiceContract", "Spec"],
      exclude: ["Caddy", "Chat", "Contract", "Ejabberd", "Prosody"]),
    room("Reporting", in: "Reporting", ["Model", "Spec"]),
    room("Encryption", in: "Encryption", ["Spec", crypto]),
    room("Letters", in: "Letters", [mustache]),
    room("Roster", in: "Roster", ["Spec"]),
    room("Execution", in: "Execution", ["Inventory", "Model", "ServiceContract"]),
    room(
      "Reconciler", in: "Loop",
      [
        "Execution", "Inventory", "Model", "Planning", "ServiceContract", "Source", "Spec", logging,
      ]),
    room(
      "Notices", in: "Notices",
      [
        "Inventory", "Model", "Reconciler", "Reporting", "ServiceContract", "Spec",
        asyncHTTPClient, crypto, lifecycle, logging, nioCore, nioHTTP1, nioPosix, subprocess,
        systemPackage,
      ]),
    room(
      "Portability", in: "Portability",
      ["Model", "Reconciler", "Reporting", "ServiceContract", "Spec"]),
    room(
      "Operations", in: "Operations",
      [
        "ChatContract", "Execution", "Inventory", "Model", "Planning", "Reconciler", "Reporting",
        "ServiceContract", "Spec",
      ]),
    room(
      "Web", in: "Web",
      [
        "Inventory", "Model", "Operations", "Reconciler", "Reporting", "Spec", asyncHTTPClient,
        crypto, httpTypes, hummingbird, hummingbirdCore, lifecycle, logging, nioCore,
        nioFoundation, nioHTTP1, nioHTTPTypes,
      ]),
    .executableTarget(
      name: "allotment",
      dependencies: [
        "Adapters", "CaddyService", "ChatContract", "EjabberdService", "Encryption", "Inventory",
        "Letters", "Model", "Notices", "Operations", "Portability", "ProsodyService", "Reconciler",
        "Reporting", "Roster", "ServiceContract", "Source", "Spec", "Web",
        argumentParser, lifecycle, logging, unixSignals,
      ],
      swiftSettings: settings),

    // Measures, and writes docs/performance.md.
    .executableTarget(
      name: "allotment-bench",
      dependencies: [
        "CLibgit2", "EjabberdService", "Inventory", "Model", "ProsodyService", "Reconciler",
        "ServiceContract", "Source", "Spec", "TestSupport", asyncHTTPClient, logging, nioCore,
        nioHTTP1,
      ],
      path: "Benchmarks", exclude: ["Floor", "Peers"], swiftSettings: settings),

    // Runs the agent in simulated worlds, one for each seed.
    .executableTarget(
      name: "allotment-simulate",
      dependencies: [
        "CaddyService", "ChatContract", "Execution", "Inventory", "Model", "Operations",
        "ProsodyService", "Reconciler", "ServiceContract", "Source", "Spec", "TestSupport", logging,
      ],
      path: "Tests/Simulation", exclude: ["Mutations"], swiftSettings: settings),

    // Tests. Private real servers live in TestSupport.
    .target(
      name: "TestSupport", dependencies: ["Spec", subprocess, systemPackage],
      path: "Tests/Support", swiftSettings: settings),
    .executableTarget(
      name: "fetch-child", dependencies: ["Source"], path: "Tests/FetchChild",
      swiftSettings: settings),
    .testTarget(
      name: "SpecTests", dependencies: ["Spec", "TestSupport"], exclude: ["Schema/Goldens"],
      swiftSettings: settings),
    .testTarget(
      name: "ReconcilerTests",
      dependencies: [
        "Adapters", "CaddyService", "ChatContract", "EjabberdService", "Encryption", "Execution",
        "Inventory", "Letters", "Model", "Notices", "Operations", "Planning", "Portability",
        "ProsodyService", "Reconciler", "Reporting", "ServiceContract", "Source", "Spec",
        "TestSupport", "Web", "allotment-simulate", "fetch-child", asyncHTTPClient, crypto,
        lifecycle, logging, nioCore, nioHTTP1,
      ],
      exclude: ["Reporting/Goldens"], swiftSettings: settings),
    .testTarget(
      name: "AcceptanceTests", dependencies: ["TestSupport", "allotment"],
      swiftSettings: settings),
  ]
)

// libFuzzer's targets, which only a build with its sanitizer can link: scripts/fuzz.
if Context.environment["ALLOTMENT_FUZZ"] == "1" {
  package.targets.append(
    .executableTarget(
      name: "allotment-fuzz",
      dependencies: ["EjabberdService", "Encryption", "Roster", "ServiceContract", "Spec"],
      path: "Fuzz", exclude: ["elements.txt", "members.csv", "names.txt", "spec.dict"],
      swiftSettings: settings))
}
