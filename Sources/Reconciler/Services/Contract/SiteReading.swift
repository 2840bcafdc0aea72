/// A web service that can hand out the pages that it publishes.
public protocol SiteReading: Sendable {
  /// The published files of a host, by path below its root; nil when there are none of ours.
  func pages(of host: String) async throws(ServiceFailure) -> [String: [UInt8]]?
}
