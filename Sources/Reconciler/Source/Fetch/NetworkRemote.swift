import CLibgit2
import Glibc

/// A server that libgit2 is connected with.
struct NetworkRemote: ~Copyable {
  private let remote: GitHandle
  private let control: RemoteGuard
  private let address: String

  /// Connects to bring objects into a repository.
  ///
  /// Blocks for ever when the server is silent: the process must have a deadline.
  init(
    _ address: GitAddress, into repository: borrowing GitHandle, control: RemoteGuard
  ) throws(SourceFailure) {
    self.control = control
    self.address = address.text
    let opened = repository.pointer
    remote = try connected(address, control) {
      git_remote_create_anonymous(&$0, opened, address.text)
    }
  }

  func heads() throws(SourceFailure) -> [RemoteHead] {
    var list: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
    var count = 0
    do throws(GitError) {
      try check(git_remote_ls(&list, &count, remote.pointer))
    } catch {
      throw SourceFailure(reaching: address, error)
    }
    return UnsafeBufferPointer(start: list, count: count).compactMap { head in
      guard let head = head?.pointee, let name = head.name else { return nil }
      return RemoteHead(name: String(cString: name), id: hexDigits(head.oid))
    }
  }

  /// Brings the objects of some references. A pack appears whole or not at all.
  func download(_ references: [String]) throws(SourceFailure) -> (bytes: Int, objects: Int) {
    do throws(GitError) {
      var options = git_fetch_options()
      try check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
      options.callbacks = control.callbacks()
      options.proxy_opts.type = GIT_PROXY_NONE
      options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
      options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
      options.update_fetchhead = 0
      try withCStrings(references.map { "\($0):refs/allotment/unused" }) {
        (list) throws(GitError) in
        try check(git_remote_download(remote.pointer, list, &options))
      }
    } catch {
      throw control.refusal ?? SourceFailure(reaching: address, error)
    }
    guard let stats = git_remote_stats(remote.pointer)?.pointee else { return (0, 0) }
    return (stats.received_bytes, Int(stats.received_objects))
  }
}

private func connected(
  _ address: GitAddress, _ control: RemoteGuard, make: (inout OpaquePointer?) -> Int32
) throws(SourceFailure) -> GitHandle {
  do throws(GitError) {
    let remote = try GitHandle(free: git_remote_free, make: make)
    var options = git_remote_connect_options()
    try check(
      git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)))
    options.callbacks = control.callbacks()
    options.proxy_opts.type = GIT_PROXY_NONE
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
    try check(git_remote_connect_ext(remote.pointer, GIT_DIRECTION_FETCH, &options))
    return remote
  } catch {
    throw control.refusal ?? SourceFailure(reaching: address.text, error)
  }
}

private func withCStrings(
  _ texts: [String], _ body: (UnsafePointer<git_strarray>) throws(GitError) -> Void
) throws(GitError) {
  var copies = texts.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  var failure: GitError?
  copies.withUnsafeMutableBufferPointer { buffer in
    var list = git_strarray(strings: buffer.baseAddress, count: buffer.count)
    do throws(GitError) { try body(&list) } catch { failure = error }
  }
  if let failure { throw failure }
}
