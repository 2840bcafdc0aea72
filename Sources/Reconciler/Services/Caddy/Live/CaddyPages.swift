public import ServiceContract

extension CaddyService: SiteReading {
  public func pages(of host: String) async throws(ServiceFailure) -> [String: [UInt8]]? {
    try checkRoot()
    guard let host = HostName(name: host) else { return nil }
    do throws(FileFailure) {
      guard case .release(let release) = try LiveHost(host, in: layout).site else { return nil }
      var pages: [String: [UInt8]] = [:]
      var folders = [""]
      while let folder = folders.popLast() {
        for name in try Files.names(in: layout.release(release) + folder) ?? [] {
          let path = "\(folder)/\(name)"
          switch try Files.status(layout.release(release) + path)?.kind {
          case .folder: folders.append(path)
          case .file:
            pages[String(path.dropFirst())] = try Files.read(
              layout.release(release) + path, limit: 1 << 30)
          default: break
          }
        }
      }
      return pages
    } catch {
      throw .unreachable("the pages of \(host.unicode) cannot be read: \(error)")
    }
  }
}
