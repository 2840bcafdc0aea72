import CLibgit2

/// The library as a whole: started once, with options that make it independent of the machine.
enum Libgit2 {
  /// Touch this before any other call.
  static let started: Void = {
    git_libgit2_init()
    // No gitconfig of the machine or the user: `insteadOf`, proxies and credential helpers
    // would otherwise decide where a token goes.
    for level in [
      GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
      GIT_CONFIG_LEVEL_PROGRAMDATA,
    ] {
      _ = allotment_git_set_search_path(level.rawValue, "")
    }
    // libgit2 runs no hooks and no programs of a repository, so one that belongs to another
    // user (a bare repository of a `git` account) may be read.
    setOption(GIT_OPT_SET_OWNER_VALIDATION, 0)
    // A ref may only point to what survives a power cut.
    setOption(GIT_OPT_ENABLE_FSYNC_GITDIR, 1)
    setOption(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1)
    setSize(GIT_OPT_SET_MWINDOW_SIZE, 16 << 20)
    setSize(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, 96 << 20)
    setSize(GIT_OPT_SET_MWINDOW_FILE_LIMIT, 256)
    setSize(GIT_OPT_SET_CACHE_MAX_SIZE, 8 << 20)
    _ = allotment_git_set_option_text(Int32(GIT_OPT_SET_USER_AGENT.rawValue), "allotment")
  }()

  /// Bounds on what a server may send.
  static func limit(objects: Int) {
    _ = started
    setSize(GIT_OPT_SET_PACK_MAX_OBJECTS, objects)
  }

  /// Trusts the authorities of the machine, and those of a file.
  static func trust(authorities file: String?) throws(SourceFailure) {
    _ = started
    guard let file else { return }
    if allotment_git_set_certificates(file, nil) < 0 {
      throw SourceFailure(
        .credentialsUnreadable, "the CA file \(file) cannot be read or holds no PEM certificate")
    }
  }

  private static func setOption(_ option: git_libgit2_opt_t, _ value: Int32) {
    _ = allotment_git_set_option_int(Int32(option.rawValue), value)
  }

  private static func setSize(_ option: git_libgit2_opt_t, _ value: Int) {
    _ = allotment_git_set_option_size(Int32(option.rawValue), value)
  }
}

/// What libgit2 said about its last failure on this thread.
struct GitError: Error {
  /// A `git_error_code`, negative.
  var code: Int32
  /// A `git_error_t`.
  var area: Int32
  var message: String

  /// Read at once after the failing call, on the same thread.
  init(code: Int32) {
    self.code = code
    let last = git_error_last()
    area = last?.pointee.klass ?? 0
    message = last.flatMap { $0.pointee.message.map { String(cString: $0) } } ?? "error \(code)"
  }

  func isArea(_ areas: git_error_t...) -> Bool {
    areas.contains { Int32($0.rawValue) == area }
  }

  func isCode(_ codes: git_error_code...) -> Bool { codes.contains { $0.rawValue == code } }
}

/// Turns a return code into an error.
@discardableResult
func check(_ code: Int32) throws(GitError) -> Int32 {
  if code < 0 { throw GitError(code: code) }
  return code
}

/// An object of libgit2, freed when it goes out of scope. One thread at a time.
struct GitHandle: ~Copyable {
  let pointer: OpaquePointer
  private let free: (OpaquePointer?) -> Void

  /// Calls `make` for the object; `free` is the function that belongs to it.
  init(
    free: @escaping (OpaquePointer?) -> Void, make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) {
    _ = Libgit2.started
    var made: OpaquePointer?
    try check(make(&made))
    guard let made else { throw GitError(code: -1) }
    self.pointer = made
    self.free = free
  }

  deinit { free(pointer) }
}
