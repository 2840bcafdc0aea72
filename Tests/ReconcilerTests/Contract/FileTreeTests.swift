import Glibc
import ServiceContract
import TestSupport
import Testing

@Suite
struct FileTreeTests {
  @Test func `what is written is read back, and goes with its folder`() throws {
    let folder = try TemporaryDirectory()
    let tree = FileTree(root: folder.path)
    try tree.write([1, 2, 3], to: "a/b")
    try tree.write([4], to: "a/b")
    #expect(try tree.read("a/b") == .bytes([4]))
    #expect(try tree.folders() == ["a"])
    #expect(try tree.names(in: "a") == ["b"])
    try tree.remove("a/b")
    try tree.remove("a/b")
    #expect(try tree.names() == [])
    #expect(try tree.read("a/b") == .absent)
    #expect(try tree.names(in: "a") == [])
  }

  @Test func `links, folders and large files are no content of ours`() throws {
    let folder = try TemporaryDirectory()
    let tree = FileTree(root: folder.path, limit: 4)
    try folder.write("large", "12345")
    try folder.makeFolder("folder")
    symlink(folder("large"), folder("link"))
    symlink(folder("folder"), folder("linked"))
    #expect(try tree.read("large") == .unusable(why: "it is too large"))
    #expect(try tree.read("folder") == .unusable(why: "it is no plain file"))
    #expect(try tree.read("link") == .unusable(why: "it is a link"))
    #expect(try tree.folders() == ["folder"])
    #expect(try tree.names(in: "linked") == [])
  }

  @Test func `a root that is not there is no empty one`() throws {
    let folder = try TemporaryDirectory()
    let tree = FileTree(root: folder("away"))
    #expect(throws: ServiceFailure.self) { try tree.names() }
    #expect(throws: ServiceFailure.self) { try tree.folders() }
    #expect(throws: ServiceFailure.self) { try tree.write([1], to: "a/b") }
  }

  @Test func `files are for whom the root is for`() throws {
    let folder = try TemporaryDirectory()
    chmod(folder.path, 0o2770)
    try FileTree(root: folder.path).write([1], to: "a/b")
    var status = stat()
    stat(folder("a"), &status)
    #expect(status.st_mode & 0o7777 == 0o2770)
    stat(folder("a/b"), &status)
    #expect(status.st_mode & 0o7777 == 0o660)
  }
}
