import Spec

/// The quick reader of YAML gives what libyaml gives, or nothing.
enum QuickTarget {
  static func run(_ bytes: [UInt8]) {
    switch YAMLReaders.compare(bytes) {
    case .left: Reach.note("left to libyaml")
    case .same(let count): Reach.note(count > 100 ? "a long file" : "read quickly")
    case .different(let quick, let libyaml): require(false, "\(quick) is \(libyaml) to libyaml")
    }
  }
}
