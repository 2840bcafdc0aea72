import Adapters
public import ArgumentParser
import ServiceContract
public import Spec

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a club, for editors and validators.",
    discussion: """
      JSON Schema 2020-12, made from the definitions that read the files. It knows keys, types and \
      forms; the rules across files only `allotment validate` knows.

        allotment schema club > club.schema.json
        allotment schema provider > provider.schema.json

      An editor with yaml-language-server takes a file's schema from its first line:

        # yaml-language-server: $schema=club.schema.json
      """)

  @Argument(help: "club, provider, or agent for the agent's own file.")
  var document: SpecDocument = .club

  func run() { Terminal.print(document.schema(adding: adapters.map(\.type))) }
}

extension SpecDocument: ExpressibleByArgument {}
