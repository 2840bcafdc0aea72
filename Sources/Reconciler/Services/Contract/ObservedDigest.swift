public import Model

extension Fingerprint {
  /// Of all that was observed: what ``Service/sweep(_:cold:)`` gives when a service has nothing
  /// cheaper.
  public init(of resources: [ObservedResource]) {
    var all: Fields = [:]
    for resource in resources {
      let key = "\(resource.id.kind) \(resource.id.name)"
      all["\(key) mark"] = .text(resource.mark ?? "")
      all["\(key) problem"] = resource.problem.map { .text($0) }
      for (path, value) in resource.fields { all["\(key) field \(path)"] = value }
    }
    self.init(of: all)
  }
}
