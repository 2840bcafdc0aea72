import ArgumentParser
import Foundation
import Glibc
import Inventory
import Reporting

struct InventoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "A backup of what allotment knows to be its own, and how it comes back.",
    discussion: """
      The inventory says what was applied, what is protected, which names stay reserved, and what
      happened. Without a backup it is rebuilt from the marks in the services as clubs are looked
      at; until then nothing is deleted.
      """,
    subcommands: [InventoryExport.self, InventoryImport.self])
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
      let slash = file.lastIndex(of: "/")
      let folder = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
      let name = slash.map { String(file[file.index(after: $0)...]) } ?? file
      try PrivateFolder(folder).write(
        String(decoding: try backup.json, as: UTF8.self) + "\n", as: name)
      Terminal.print("\(counted(backup)) in \(file)\n")
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

private func counted(_ backup: InventoryBackup) -> String {
  "\(backup.counts["owned"] ?? 0) things of \(backup.counts["club"] ?? 0) clubs"
}
