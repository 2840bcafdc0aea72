/// What a saved plan is bound to.
extension Fingerprint {
  /// Of all that services showed: equal as long as nothing changed live.
  public init(of observations: [String: Observation]) {
    self.init { input in
      for (service, observation) in observations.sorted(by: { $0.key < $1.key }) {
        input.add(service)
        switch observation {
        case .unavailable: input.add("unavailable")
        case .complete(let resources):
          input.add("\(resources.count)")
          for resource in resources.sorted(by: { $0.id < $1.id }) {
            input.add(resource.id.description)
            input.add(Fingerprint(of: resource.fields).description)
            input.add(resource.mark.map { "mark \($0)" } ?? "")
            input.add(resource.problem.map { "problem \($0)" } ?? "")
          }
        }
      }
    }
  }
}

extension Change {
  /// Of what it does to what: equal as long as it would do the same, whatever its id is.
  public var content: Fingerprint {
    Fingerprint { input in
      input.add(id)
      if let old = movesFrom { input.add("moves from \(old)") }
      input.add(fields)
      if let desired { input.add(desired.fields) }
    }
  }
}

extension Fingerprint.Input {
  fileprivate mutating func add(_ fields: [Change.FieldChange]) {
    add("\(fields.count)")
    for field in fields {
      add(field.path)
      for value in [field.before, field.after] {
        if let value { add(value) } else { add("nothing") }
      }
    }
  }
}

extension ClubPlan {
  /// Of the live state, of all changes in their order, and of why each is made or held.
  public var fingerprint: Fingerprint {
    Fingerprint { input in
      input.add(live?.description ?? "")
      for service in unknown { input.add(service.service) }
      input.add("\(changes.count)")
      for change in changes {
        input.add(change.id)
        input.add(change.cause.rawValue)
        input.add(change.held.map { "\($0.by.rawValue) \($0.message)" } ?? "")
        if let old = change.movesFrom { input.add("moves from \(old)") }
        input.add(change.fields)
      }
    }
  }
}
