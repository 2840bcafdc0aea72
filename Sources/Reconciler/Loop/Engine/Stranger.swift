import Inventory
import Spec

/// A club whose file says that it had an id which nobody here ever had: an id in between was never
/// seen, and it may be a club whose file is gone.
struct Stranger {
  var id: String
  /// The id that it says to have had.
  var old: String

  var doubt: String {
    "`\(id)` says that it was `\(old)` before, which was never here: it may be a club whose file is "
      + "gone. Say in `moved` the id that it has here. If it is another club, take `moved` out, or let "
      + "it through: then what has no file goes"
  }
}

extension Fleet {
  /// Those that have nothing so far.
  func strangers(_ owners: [String: Int], _ reserved: [String: ReservedName]) -> [Stranger] {
    repository.clubs.compactMap { club in
      guard owners[club.id] == nil, let old = movedFrom(club.id), owners[old] == nil,
        reserved[old]?.kind != ReservedName.clubKind
      else { return nil }
      return Stranger(id: club.id, old: old)
    }
  }
}
