import ArgumentParser
import Source

/// The executable. A fetch runs in a child process of the same executable, so that it can be
/// killed at its deadline: that child is not a command for people.
@main
enum Main {
  static func main() async {
    if CommandLine.arguments.dropFirst().first == "internal-fetch" {
      runFetchChild()
    } else {
      await Allotment.main()
    }
  }
}
