import Model
import ServiceContract
import Spec

/// A club's site as it is live.
struct ImportedSite {
  private enum Content {
    case pages(path: String)
    case redirect(String)
  }

  private var content: Content?
  private(set) var aliases: [String] = []
  private var redirects: [(from: String, to: String, status: String)] = []
  private(set) var warnings: [String] = []

  init(club: String, domain: String, _ resources: [ObservedResource]) {
    for resource in resources.sorted(by: { $0.id < $1.id }) {
      let name = resource.id.name
      guard resource.mark != nil, resource.problem == nil else {
        warnings.append("\(resource.id.kind) \(name) is left out: it was not made by allotment")
        continue
      }
      let fields = FieldTexts(resource.fields)
      switch resource.id.kind.name {
      case "site" where name == domain:
        if let url = fields.text("redirect") {
          content = .redirect(url)
        } else {
          content = .pages(path: fields.text("path") ?? "sites/\(club)")
        }
      case "alias" where fields.text("target") == domain: aliases.append(name)
      case "redirect" where name.hasPrefix("\(domain)/"):
        guard let to = fields.text("to"), case .number(let status)? = resource.fields["status"]
        else { fallthrough }
        redirects.append((String(name.dropFirst(domain.count)), to, String(status)))
      default: warnings.append("\(resource.id.kind) \(name) is left out: a file cannot say it")
      }
    }
  }

  /// Where its pages go in the repository.
  var folder: String? {
    if case .pages(let path)? = content { path } else { nil }
  }

  /// Nil without a main host.
  var value: YAMLValue? {
    var entries: [YAMLValue.Entry] = []
    switch content {
    case .pages(let path): entries.append(.init("static", .mapping([.init("path", .text(path))])))
    case .redirect(let url): entries.append(.init("redirect", .text(url)))
    case nil: return nil
    }
    if !aliases.isEmpty { entries.append(.init("aliases", .texts(aliases))) }
    if !redirects.isEmpty {
      entries.append(
        .init(
          "redirects",
          .list(
            redirects.map {
              .mapping([
                .init("from", .text($0.from)), .init("to", .text($0.to)),
                .init("status", .plain($0.status)),
              ])
            })))
    }
    return .mapping(entries)
  }
}
