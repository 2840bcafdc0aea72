import CLibpsl

/// The public suffix list, by libpsl: names below which the public registers, such as `co.uk`.
enum PublicSuffix {
  static func contains(_ name: DomainName) -> Bool {
    guard let list = psl_builtin() else { return false }
    return psl_is_public_suffix2(list, name.ascii, PSL_TYPE_ICANN | PSL_TYPE_PRIVATE) != 0
  }
}
