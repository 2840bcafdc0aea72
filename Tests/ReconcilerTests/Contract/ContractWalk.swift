import Model
import ServiceContract
import Spec
import Testing

/// One state of a club on its way from one file to the next.
struct ClubState {
  var title: String
  /// Nil when the club's file left.
  var club: DeclaredClub?

  init(_ title: String, _ hosted: HostedClub?) {
    self.title = title
    club = hosted.map { DeclaredClub(hosted: $0) }
  }
}

/// Walks a service from state to state, and checks after each step what every service promises:
///
/// - what is seen is what was wanted;
/// - the digest changed exactly when something was changed, and stays as it is otherwise;
/// - making the same changes again changes nothing.
///
/// It compares by itself, without the planner, so that each can be wrong alone.
struct ContractWalk {
  let service: any Service
  let id: String
  var content: (any RepositoryContent)?
  private var owned: Set<ResourceID> = []
  private var lastDigest: String?

  init(_ service: any Service, club id: String, content: (any RepositoryContent)? = nil) {
    self.service = service
    self.id = id
    self.content = content
  }

  mutating func to(_ states: [ClubState]) async throws {
    for state in states { try await step(to: state) }
  }

  private mutating func step(to state: ClubState) async throws {
    let desired = state.club.map { service.desired(for: $0) } ?? []
    owned.formUnion(desired.map(\.id))
    let before = try await observed(state)
    let changes = changesNeeded(from: before, to: desired)
    let outcomes = await service.apply(changes, of: id, from: content)
    expectApplied(outcomes, changes, "\(state.title)")

    let after = try await observed(state)
    expectSettled(after, desired, state.title)
    let digest = try await digest(state)
    #expect(
      (digest == lastDigest) == changes.isEmpty, "\(state.title): digest \(digest)")
    let repeated = repeatable(changes)
    let again = await service.apply(repeated, of: id, from: content)
    expectApplied(again, repeated, "\(state.title), again")
    let digestAgain = try await self.digest(state)
    #expect(digestAgain == digest, "\(state.title): the same changes changed something")
    lastDigest = digest
  }

  /// What is inside of a host cannot be removed when the host is gone with all that was in it.
  private func repeatable(_ changes: [Change]) -> [Change] {
    let hostGoes = changes.contains { $0.action == .delete && $0.resource.kind.namesHost }
    return changes.filter { $0.action != .delete || $0.resource.kind.namesHost || !hostGoes }
  }

  private func expectApplied(_ outcomes: [Outcome], _ changes: [Change], _ title: String) {
    #expect(outcomes.count == changes.count, "\(title)")
    for (change, outcome) in zip(changes, outcomes) {
      #expect(outcome == .applied, "\(title): \(change.id)")
    }
  }

  private func expectSettled(_ live: [ObservedResource], _ desired: [Resource], _ title: String) {
    for change in changesNeeded(from: live, to: desired) {
      Issue.record("\(title): still different: \(change.id) \(change.fields)")
    }
    for resource in live {
      #expect(resource.mark == id, "\(title): \(resource.id) does not carry the club's mark")
      #expect(resource.problem == nil, "\(title): \(resource.id)")
    }
  }

  private func observed(_ state: ClubState) async throws -> [ObservedResource] {
    let observations = await service.observe([scope])
    guard case .complete(let resources)? = observations[id] else {
      throw ContractBroken("\(state.title): \(String(describing: observations[id]))")
    }
    return resources
  }

  private func digest(_ state: ClubState) async throws -> String {
    let sweep = try await service.sweep([scope], cold: false)
    return try #require(sweep.digests[id], "\(state.title): no digest")
  }

  var scope: Scope {
    Scope(club: id, resources: owned.filter { $0.kind.namesHost })
  }
}

struct ContractBroken: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// What it takes from one state to the other; deletes come last and in reverse.
func changesNeeded(from live: [ObservedResource], to desired: [Resource]) -> [Change] {
  let seen = Dictionary(uniqueKeysWithValues: live.map { ($0.id, $0) })
  var puts: [Change] = []
  var kept: Set<ResourceID> = []
  for resource in desired.sorted(by: { $0.id < $1.id }) {
    if case .absent = resource.presence { continue }
    kept.insert(resource.id)
    guard let present = seen[resource.id] else {
      if case .expiring = resource.presence { continue }
      puts.append(bareChange(.create, resource))
      continue
    }
    let fields = resource.fields.compactMap { path, value in
      present.fields[path] == value
        ? nil : Change.FieldChange(path: path, before: present.fields[path], after: value)
    }
    if !fields.isEmpty { puts.append(bareChange(.update, resource, fields)) }
  }
  let gone = live.map(\.id).filter { !kept.contains($0) }.sorted(by: >)
  return puts
    + gone.map {
      Change(action: .delete, resource: $0, origin: nil, cause: .revision, reason: "contract")
    }
}

func bareChange(
  _ action: Change.Action, _ resource: Resource, _ fields: [Change.FieldChange] = []
) -> Change {
  Change(
    action: action, resource: resource.id, fields: fields, desired: resource,
    origin: resource.origin, cause: .revision, reason: "contract")
}
