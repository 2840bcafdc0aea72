import Glibc
import Source
import Spec

/// What `validate` prints, over all that it was given.
struct ValidationResult {
  var report: ValidationReport
  /// A file's text, for the line that is shown.
  var source: (String) -> [UInt8]?
  /// Where the repository lies in its checkout; empty for the checkout itself.
  var folder = ""

  /// Of several repositories, the files are told with the repository's path before them.
  ///
  /// - Parameter unread: what could not be read, each with its reason.
  /// - Throws: when nothing could be checked.
  init(
    _ targets: [ValidationTargets.Target], unread: [SourceFailure], keys: (any DecryptionKeys)?,
    isStrict: Bool
  ) throws {
    var all: [Checked] = []
    var unread = unread
    let isOne = Set(targets.map(\.root)).count == 1
    for target in targets {
      do {
        var checked = try Checked(target, keys: keys)
        if !isOne { checked.place(below: target.shownRoot) }
        all.append(checked)
      } catch let failure as SourceFailure where targets.count > 1 {
        Terminal.complain("allotment: \(failure)")
        unread.append(failure)
      }
    }
    if isOne { folder = targets.first?.root.map(folderInCheckout) ?? "" }
    let sources = all.map(\.source)
    source = { file in sources.lazy.compactMap { $0(file) }.first }
    report = ValidationReport(
      diagnostics: Array(Set(all.flatMap(\.diagnostics))),
      files: Array(Set(all.flatMap(\.files))), fileCount: all.map(\.fileCount).reduce(0, +),
      clubCount: all.map(\.clubCount).reduce(0, +), isStrict: isStrict,
      notes: all.flatMap(\.notes), unread: unread.map(\.message))
  }

  init(
    _ target: ValidationTargets.Target, since base: String, keys: (any DecryptionKeys)?,
    isStrict: Bool
  ) throws {
    let compared = try Compared(target, with: base, keys: keys, isStrict: isStrict)
    (report, source) = (compared.report, compared.source)
    folder = target.root.map(folderInCheckout) ?? ""
  }

  func text(_ format: ValidationFormat, colour: Bool) -> String {
    switch format {
    case .text: report.text(color: colour, source: source)
    case .json: report.json()
    case .github: report.gitHubCommands(folder: folder)
    case .sarif: report.sarif(version: Allotment.version, folder: folder)
    case .junit: report.junit()
    case .tap: report.tap()
    }
  }
}

enum ValidationFormat: String, CaseIterable {
  case text, json, github, sarif, junit, tap
}

extension Checked {
  fileprivate mutating func place(below root: String) {
    let name = { (file: String) in "\(root)/\(file)" }
    diagnostics = diagnostics.map { $0.inFiles(name) }
    files = files.map(name)
    let inner = source
    source = { file in
      file.hasPrefix("\(root)/") ? inner(String(file.dropFirst(root.count + 1))) : nil
    }
  }
}

/// The path of a folder below the root of the git checkout that it lies in; empty for the root
/// itself, and outside of any.
private func folderInCheckout(_ root: String) -> String {
  var checkout = root
  while access("\(checkout)/.git", F_OK) != 0 {
    guard checkout != "/" else { return "" }
    checkout = parent(of: checkout)
  }
  return checkout == "/" ? String(root.dropFirst()) : String(root.dropFirst(checkout.count + 1))
}
