/// How large a site may be. Beyond, it is refused as a whole and the old one stays.
public struct SiteLimits: Sendable, Equatable {
  public var files: Int
  /// Of all files together.
  public var bytes: Int
  /// Of one file; it is held in memory while it is written.
  public var fileBytes: Int
  /// Folders within folders.
  public var depth: Int

  public init(
    files: Int = 100_000, bytes: Int = 2_000_000_000, fileBytes: Int = 128_000_000,
    depth: Int = 32
  ) {
    self.files = files
    self.bytes = bytes
    self.fileBytes = fileBytes
    self.depth = depth
  }
}
