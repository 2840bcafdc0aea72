import CLibgit2
import Crypto
import FoundationEssentials

/// Under which names a clone remembers what was fetched last from a source.
///
/// Another URL or branch has other names: nothing is taken for its earlier state.
func referenceNames(of source: GitSource) -> (current: String, previous: String) {
  let key = sourceKey(source)
  return ("refs/allotment/\(key)/current", "refs/allotment/\(key)/previous")
}

/// A short name for a URL and a branch.
func sourceKey(_ source: GitSource) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let reference = (try? encoder.encode(source.reference)) ?? Data()
  let digest = SHA256.hash(data: Data(source.url.utf8) + [0] + reference)
  return hex(digest.prefix(8))
}

/// Bytes as lower-case hexadecimal digits.
func hex(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// All references of a repository, and the objects that they stand at.
func references(of repository: borrowing GitHandle) throws(GitError) -> [RemoteHead] {
  var names = git_strarray()
  defer { git_strarray_dispose(&names) }
  try check(git_reference_list(&names, repository.pointer))
  var heads: [RemoteHead] = []
  for index in 0..<names.count {
    guard let name = names.strings[index] else { continue }
    var id = git_oid()
    // A symbolic reference to a branch that is not born yet.
    if git_reference_name_to_id(&id, repository.pointer, name) < 0 { continue }
    heads.append(RemoteHead(name: String(cString: name), id: hexDigits(id)))
  }
  return heads
}

extension GitObjects {
  func referenceCount() throws(SourceFailure) -> Int {
    try withState { (state) throws(SourceFailure) in
      do throws(GitError) {
        return try references(of: state.repository).count
      } catch {
        throw SourceFailure(reading: "the list of references of \(path)", error)
      }
    }
  }

  /// The object that a reference stands at; nil when there is no such reference.
  func target(of reference: String) throws(SourceFailure) -> String? {
    try withState { (state) throws(SourceFailure) in
      var id = git_oid()
      do throws(GitError) {
        try check(git_reference_name_to_id(&id, state.repository.pointer, reference))
        return hexDigits(id)
      } catch {
        if error.isCode(GIT_ENOTFOUND) { return nil }
        throw SourceFailure(reading: "reference \(reference)", error)
      }
    }
  }

  /// The commit that a reference leads to; nil when there is no such reference.
  func commit(of reference: String) throws(SourceFailure) -> CommitID? {
    guard try target(of: reference) != nil else { return nil }
    return try resolve(reference)
  }

  /// Replaces a reference at once: a lock file is written and renamed.
  func setReference(_ name: String, to target: String) throws(SourceFailure) {
    try withState { (state) throws(SourceFailure) in
      do throws(GitError) {
        guard var id = objectID(target) else { throw GitError(code: GIT_ENOTFOUND.rawValue) }
        let opened = state.repository.pointer
        _ = try GitHandle(free: git_reference_free) {
          git_reference_create(&$0, opened, name, &id, 1, "fetch")
        }
      } catch {
        throw SourceFailure(storing: path, error)
      }
    }
  }
}
