import ArgumentParser

struct Allotment: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allotment",
    abstract: "A declarative GitOps reconciler for providers that host small clubs.",
    discussion: """
      Every club is one YAML file in the provider's git repository. allotment compares what it \
      says with what Prosody, ejabberd and Caddy really do, and converges them.

      A first walk:
        allotment init hosting && cd hosting
        allotment validate
        cp agent.yaml.example agent.yaml   # and say in it where your services are
        allotment plan --repo . --config agent.yaml
        allotment apply --repo . --config agent.yaml

      Exit codes: 0 done, in sync, valid · 1 an error · 2 there are differences · 3 the specs are \
      invalid · 4 a guard held something back · 5 some changes failed · 6 the source or a service \
      could not be reached · 7 a saved plan no longer fits · 64 wrong usage.

      Shell completion: allotment --generate-completion-script bash|zsh|fish
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "The repository",
        subcommands: [Init.self, New.self, Validate.self, SchemaCommand.self]),
      CommandGroup(
        name: "Converging",
        subcommands: [
          PlanCommand.self, Apply.self, Drift.self, AgentCommand.self,
        ]),
      CommandGroup(
        name: "Asking and telling an agent",
        subcommands: [
          Status.self, History.self, Explain.self, Approve.self, Pause.self, Resume.self,
          ReconcileCommand.self,
        ]),
      CommandGroup(
        name: "Around it",
        subcommands: [
          LettersCommand.self, ImportCommand.self, ExportCommand.self, EraseCommand.self,
          InventoryCommand.self, Doctor.self, Install.self,
        ]),
    ])

  static let version = "0.1.0"
}
