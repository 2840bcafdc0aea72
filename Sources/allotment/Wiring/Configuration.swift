import Adapters
import Glibc
import ServiceContract
import Spec

/// agent.yaml, for a command: what is wrong in it is printed, and ends the command.
func loadConfiguration(_ option: ConfigOption) throws -> AgentConfiguration {
  do {
    return try readConfiguration(option.path)
  } catch {
    throw CommandFailure.failed("\(error)")
  }
}

/// Why agent.yaml cannot be used, with every problem in it.
struct ConfigurationProblem: Error, CustomStringConvertible {
  let description: String
}

/// The real, absolute path of agent.yaml.
func absolute(_ path: String) throws -> String {
  guard let real = realpath(path, nil) else {
    throw ConfigurationProblem(
      description: "\(path): \(String(cString: strerror(errno))); --config or ALLOTMENT_CONFIG "
        + "says where agent.yaml is")
  }
  defer { free(real) }
  return String(cString: real)
}

func readConfiguration(_ path: String) throws -> AgentConfiguration {
  let file = try absolute(path)
  let folder = String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex))
  let (configuration, diagnostics) = AgentConfiguration.read(
    try readFile(file), file: path, folder: folder.isEmpty ? "/" : folder,
    types: adapters.map(\.type))
  guard let configuration else {
    throw ConfigurationProblem(
      description: diagnostics.map {
        "\($0.location): \($0.message)" + ($0.hint.map { " (\($0))" } ?? "")
      }.joined(separator: "\n"))
  }
  return configuration
}
