import ArgumentParser
import Foundation
import Glibc
import Inventory
import Model
import Reconciler
import Reporting
import Spec

struct InventoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "What allotment knows to be its own: its backup, and services with another name.",
    discussion: """
      The inventory says what was applied, what is protected, which names stay reserved, and what \
      happened. Without a backup it is rebuilt from the marks in the services as clubs are looked \
      at; until then nothing is deleted. No mark brings back reserved names, the protection of \
      what has left the files, pauses, approvals, the history and grace periods: export it \
      regularly.
      """,
    subcommands: [
      InventoryExport.self, InventoryImport.self, InventoryRenameService.self,
      InventoryForgetService.self,
    ])
}

struct InventoryExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write all of the inventory as JSON. An agent may be running.")

  @Argument(help: ArgumentHelp("The file to write, mode 0600.", valueName: "file"))
  var file: String
  @OptionGroup var config: ConfigOption

  func run() async throws {
    let data = DataDirectory(try loadConfiguration(config))
    do {
      let backup = try Inventory(readingFrom: data.inventoryFile).backup()
      try writePrivateFile(String(decoding: try backup.json, as: UTF8.self) + "\n", at: file)
      Terminal.print("\(counted(backup)) in \(printable(file))\n")
    } catch let error as InventoryError {
      throw CommandFailure.failed("\(error)")
    }
  }
}

struct InventoryImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Put a backup in the inventory's place. No agent may be running.",
    discussion: "All of it is put in place, or nothing; an inventory with something in it stays "
      + "unless --replace is given.")

  @Argument(help: ArgumentHelp("What `inventory export` wrote.", valueName: "file"))
  var file: String
  @Flag(help: "What the inventory holds now goes.") var replace = false
  @OptionGroup var config: ConfigOption

  func run() async throws {
    let data = DataDirectory(try loadConfiguration(config))
    guard let json = FileManager.default.contents(atPath: file) else {
      throw CommandFailure.unreachable("\(printable(file)) cannot be read")
    }
    let lock = try data.lock()
    defer { withExtendedLifetime(lock) {} }
    do {
      let backup = try InventoryBackup(json: json)
      try data.inventory(mayWrite: true).restore(backup, replacing: replace)
      Terminal.print("\(counted(backup)) put in place\n")
    } catch let error as InventoryError {
      throw CommandFailure.failed("\(error)")
    }
  }
}

struct InventoryRenameService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename-service",
    abstract: "A service has another name in agent.yaml now. No agent may be running.",
    discussion: "What the inventory knows of the old name is known of the new one then. Nothing is "
      + "asked of any server: use it only when both names mean the same one, and the old one stands "
      + "no more in agent.yaml.")

  @Argument(help: "The name that the service had.") var old: String
  @Argument(help: "The name that it has in agent.yaml now.") var new: String
  @OptionGroup var config: ConfigOption

  func run() async throws {
    let configuration = try loadConfiguration(config)
    guard configuration.services[new] != nil else {
      throw ValidationError("there is no service `\(printable(new, limit: 80))` in agent.yaml")
    }
    guard configuration.services[old] == nil else {
      throw ValidationError(
        "`\(printable(old, limit: 80))` still stands in agent.yaml: if it has another name now, "
          + "take the old one out first; if it is another server, there is nothing to rename")
    }
    let data = DataDirectory(configuration)
    do {
      let owned = try data.inventory(mayWrite: false).ownedByService()
      guard owned[old] != nil else { throw ValidationError(nothingOwned(in: old, owned)) }
      let lock = try data.lock()
      defer { withExtendedLifetime(lock) {} }
      let inventory = try data.inventory(mayWrite: true)
      let record = try decisions(.update, "rename-service", in: inventory)
      let count = try inventory.rename(service: old, to: new) { club, count in
        record(club, "what it has in `\(old)` is in `\(new)` now: \(things(count))")
      }
      Terminal.print("\(things(count)) of `\(printable(old, limit: 80))` are `\(new)`'s now\n")
    } catch let error as InventoryError {
      throw CommandFailure.failed("\(error)")
    }
  }
}

struct InventoryForgetService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget-service",
    abstract: "What was in a service is gone for good: it is made anew. No agent may be running.",
    discussion: """
      For a server that was set up anew and has lost its data, when no backup of it comes back. \
      The inventory then knows nothing of the service any more: what the files declare is made \
      again, and accounts begin empty, with invitations. Names stay reserved. What is still live \
      and carries a club's mark is known again at the next look. Nothing is asked of any server.

        allotment inventory forget-service prosody --yes
      """)

  @Argument(help: "The service's name in agent.yaml.") var name: String
  @Flag(help: "Do it. Without this it only says what would be forgotten.") var yes = false
  @OptionGroup var config: ConfigOption

  func run() async throws {
    let data = DataDirectory(try loadConfiguration(config))
    let service = printable(name, limit: 80)
    do {
      let owned = try data.inventory(mayWrite: false).ownedByService()
      guard let known = owned[name] else { throw ValidationError(nothingOwned(in: name, owned)) }
      guard yes else {
        throw ValidationError(
          "\(counted(known)) in `\(service)` would be forgotten and made anew; "
            + "--yes does it, when the data of that service is gone for good")
      }
      let lock = try data.lock()
      defer { withExtendedLifetime(lock) {} }
      let inventory = try data.inventory(mayWrite: true)
      let record = try decisions(.forget, "forget-service", in: inventory)
      let forgotten = try inventory.forget(service: name) { club, count in
        record(club, "what it had in `\(name)` is forgotten and made anew: \(things(count))")
      }
      Terminal.print("\(counted(forgotten)) in `\(service)` are forgotten\n")
    } catch let error as InventoryError {
      throw CommandFailure.failed("\(error)")
    }
  }
}

/// What a person decided about a club, for the history.
private func decisions(
  _ action: HistoryAction, _ what: String, in inventory: Inventory
) throws -> (String, String) -> HistoryEntry {
  let revision = Revision(try inventory.setting(Agent.revisionSetting) ?? "")
  let person = userName()
  let now = secondsSince1970()
  return { club, message in
    HistoryEntry(
      time: now, club: club, revision: revision, change: "\(club)#\(what)", action: action,
      result: .applied, message: message, author: person, cycle: "request")
  }
}

private func nothingOwned(in service: String, _ owned: [String: OwnedInService]) -> String {
  let others = owned.keys.sorted().map { "`\(printable($0, limit: 80))`" }
  return "nothing is owned in `\(printable(service, limit: 80))`"
    + (others.isEmpty ? "" : ", but in \(others.joined(separator: ", "))")
}

private func counted(_ owned: OwnedInService) -> String {
  "\(things(owned.things)) of \(owned.clubs) \(owned.clubs == 1 ? "club" : "clubs")"
}

private func things(_ count: Int) -> String { "\(count) \(count == 1 ? "thing" : "things")" }

private func counted(_ backup: InventoryBackup) -> String {
  "\(backup.counts["owned"] ?? 0) things of \(backup.counts["club"] ?? 0) clubs"
}
