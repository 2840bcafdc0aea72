import Glibc

/// Changes single files and links in one step each: whoever looks sees the old or the new one.
struct LinkStore {
  let layout: Layout

  /// Points a link elsewhere. What stands in its way and is no link is kept in `replaced/`.
  func replace(link: String, with target: String, club: String) throws(FileFailure) {
    if let status = try Files.status(link) {
      if status.kind != .link {
        try setAside(link)
      } else if try Files.target(of: link) == target {
        return
      }
    }
    let draft = "\(layout.temporary)/\(club).link"
    try Files.remove(draft)
    try Files.makeLink(draft, to: target)
    try Files.rename(draft, to: link)
    try Files.flush(folder(of: link))
  }

  func replace(
    file: String, with bytes: [UInt8], club: String, _ access: Access
  ) throws(FileFailure) {
    if let status = try Files.status(file), status.kind == .folder { try setAside(file) }
    let draft = "\(layout.temporary)/\(club).file"
    try Files.remove(draft)
    do {
      try Files.write(bytes, to: draft, access)
      try Files.flush(draft)
      try Files.rename(draft, to: file)
    } catch {
      try? Files.remove(draft)
      throw error
    }
    try Files.flush(folder(of: file))
  }

  /// Removes a link or a file; a folder is kept in `replaced/`, because we never make one there.
  func remove(_ path: String) throws(FileFailure) {
    guard let status = try Files.status(path) else { return }
    if status.kind == .folder {
      try setAside(path)
    } else {
      try Files.remove(path)
    }
    try Files.flush(folder(of: path))
  }

  private func setAside(_ path: String) throws(FileFailure) {
    let name = path.dropFirst(folder(of: path).count + 1)
    for number in 1..<10_000 {
      let free = "\(layout.replaced)/\(name).\(number)"
      if try Files.status(free) == nil { return try Files.rename(path, to: free) }
    }
    throw FileFailure("keep", path, code: EEXIST)
  }

  private func folder(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }
}
