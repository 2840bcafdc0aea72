import ArgumentParser
import Glibc

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A new provider repository, with a first club that validates.",
    discussion: "Nothing that exists is overwritten.")

  @Argument(help: ArgumentHelp("The folder; made when it is missing.", valueName: "dir"))
  var directory = "."

  func run() async throws {
    for folder in ["", "/clubs", "/sites", "/sites/example-club"] {
      if mkdir(directory + folder, 0o755) != 0, errno != EEXIST {
        throw CommandFailure.failed(
          "\(directory + folder) cannot be made: \(String(cString: strerror(errno)))")
      }
    }
    for (name, text) in InitTemplates.files {
      try create("\(directory)/\(name)", text)
      Terminal.print("made \(directory)/\(name)")
    }
    Terminal.print(
      """

      Next: look at provider.yaml and clubs/example-club.yaml, then
        allotment validate \(directory)
      """)
  }

  /// Never overwrites.
  private func create(_ path: String, _ text: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else {
      throw CommandFailure.failed("\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
    let bytes = Array(text.utf8)
    let count = write(file, bytes, bytes.count)
    guard close(file) == 0, count == bytes.count else {
      unlink(path)
      throw CommandFailure.failed("\(path) cannot be written")
    }
  }
}
