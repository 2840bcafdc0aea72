import Foundation
import ServiceContract
import TestSupport
import Testing

@testable import ProsodyService

struct ProsodyModuleFilesTests {
  private let sources = "\(repositoryRoot)/Sources/Reconciler/Services/Prosody/Module/mod_allotment"

  @Test func `the executable carries every file of the module as it stands in the sources`() throws
  {
    let names = try FileManager.default.contentsOfDirectory(atPath: sources)
      .filter { $0.hasSuffix(".lua") }.sorted()
    #expect(ProsodyModuleFiles.all.map(\.name).sorted() == names)
    for file in ProsodyModuleFiles.all {
      #expect(FileManager.default.contents(atPath: "\(sources)/\(file.name)") == Data(file.bytes))
    }
  }

  @Test func `the version that doctor wants is the one that the module tells`() throws {
    let ping = try #require(ProsodyModuleFiles.all.first { $0.name == "ping.lib.lua" })
    let text = String(decoding: ping.bytes, as: UTF8.self)
    #expect(text.contains("version = \"\(ProsodyModuleFiles.version)\""))
  }

  @Test func `installing writes all files, readable for all, and twice is as good as once`() throws
  {
    let directory = try TemporaryDirectory()
    for _ in 1...2 {
      let written = try ProsodyModuleFiles.install(into: directory("modules"))
      #expect(written.count == ProsodyModuleFiles.all.count)
      for path in written {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o644)
      }
      let there = try FileManager.default.contentsOfDirectory(
        atPath: directory("modules/mod_allotment"))
      #expect(there.count == written.count)
    }
  }

  @Test func `a folder that cannot be made is said with its path`() throws {
    let directory = try TemporaryDirectory()
    let failure = #expect(throws: InstallFailure.self) {
      try ProsodyModuleFiles.install(into: directory("missing/modules"))
    }
    #expect(failure?.description.contains("missing/modules") == true)
  }

  @Test func `a path in the configuration cannot end its own quotes`() {
    let text = ProsodyModuleFiles.configuration(
      directory: #"/m"..os.exit().."\"#, socket: "/run/a\nb", hostsDirectory: "/höst")
    #expect(text.contains(#""/m\"..os.exit()..\"\\""#))
    #expect(text.contains(#""/run/a\010b""#))
    #expect(text.contains(#""/h\195\182st""#))
  }

  @Test func `a missing socket is found with the line that opens it`() async throws {
    let directory = try TemporaryDirectory()
    let service = ProsodyService(name: "prosody", socket: directory("s"))
    let findings = await service.diagnose()
    #expect(findings.map(\.severity) == [.error])
    #expect(findings[0].remedy?.contains("allotment_socket = ") == true)
  }
}
