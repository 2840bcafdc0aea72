public import Spec

/// A sort of service that agent.yaml may name, and how one is made of what it says there.
public struct Adapter: Sendable {
  public var type: ServiceType
  public var make: @Sendable (_ name: String, _ settings: RegisteredService) -> any Service

  public init(
    _ type: ServiceType,
    make: @escaping @Sendable (_ name: String, _ settings: RegisteredService) -> any Service
  ) {
    self.type = type
    self.make = make
  }
}
