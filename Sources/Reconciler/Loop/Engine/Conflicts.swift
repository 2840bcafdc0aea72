import Spec

extension LoadedClub {
  /// Nothing is wrong but that another club claims the same name.
  var onlyConflicts: Bool { false }
}
