import ArgumentParser
import Source

/// The executable. A fetch runs in a child process of the same executable, so that it can be
/// killed at its deadline: that child is not a command for people.
@main
enum Main {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "internal-fetch" {
      runFetchChild()
    } else if arguments.first == "validate",
      let command = try? Validate.parse(Array(arguments.dropFirst()))
    {
      // Editors and hooks wait for it: the options of all other commands take longer to prepare
      // than a file to check. What it does not understand, help included, is the whole tree's.
      do {
        try await command.run()
      } catch {
        Allotment.exit(withError: error)
      }
    } else {
      await Allotment.main()
    }
  }
}
