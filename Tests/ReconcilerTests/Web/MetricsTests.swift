import Foundation
import Inventory
import Model
import Reconciler
import TestSupport
import Testing

@testable import Web

@Suite struct MetricsTests {
  /// Python's own parser of the format, of prometheus_client: prints families as JSON.
  private static let script = """
    import json, sys
    from prometheus_client.parser import text_string_to_metric_families as parse
    print(json.dumps([[f.name, f.type, f.documentation,
      [[s.name, s.labels, s.value] for s in f.samples]] for f in parse(sys.stdin.read())]))
    """

  private struct Family: Decodable {
    var name: String
    var type: String
    var help: String
    var samples: [Sample]

    struct Sample: Decodable {
      var name: String
      var labels: [String: String]
      var value: Double

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        name = try list.decode(String.self)
        labels = try list.decode([String: String].self)
        value = try list.decode(Double.self)
      }
    }

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      name = try list.decode(String.self)
      type = try list.decode(String.self)
      help = try list.decode(String.self)
      samples = try list.decode([Sample].self)
    }
  }

  private func parse(_ text: String) async throws -> [String: Family] {
    let finished = try await run(Command(testPython, ["-c", Self.script], input: text))
    try #require(finished.isSuccess, "\(finished.errors)")
    let families = try JSONDecoder().decode([Family].self, from: Data(finished.output.utf8))
    return Dictionary(families.map { ($0.name, $0) }) { first, _ in first }
  }

  @Test func `Prometheus' own parser reads every family`() async throws {
    var report = StatusFixture.report([
      StatusFixture.club("a", "A"), StatusFixture.club("b", "B"),
      StatusFixture.club("c", "C", .unknown, .degraded, reason: "ServiceUnavailable"),
    ])
    report.down = ["caddy": "connection refused"]
    report.unmanaged = [Unmanaged(service: "prosody", kind: "vhost", name: "x.example")]
    report.queued = 7
    report.counters.fetches = 42
    report.counters.changesFailed = 3
    try await StatusFixture.run(report) { server async throws in
      let answer = try await server.get("/metrics")
      #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      let families = try await parse(answer.body)
      func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.values.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
      }
      #expect(value("allotment_clubs", ["sync": "Synced", "health": "Healthy"]) == 2)
      #expect(value("allotment_clubs", ["sync": "Unknown", "health": "Degraded"]) == 1)
      #expect(families["allotment_clubs"]?.samples.count == 15)
      #expect(value("allotment_service_up", ["service": "prosody"]) == 1)
      #expect(value("allotment_service_up", ["service": "caddy"]) == 0)
      #expect(value("allotment_unmanaged_objects", ["service": "prosody"]) == 1)
      #expect(value("allotment_source_up") == 1)
      #expect(value("allotment_queue_length") == 7)
      #expect(value("allotment_fetches_total") == 42)
      #expect(value("allotment_changes_total", ["outcome": "failed"]) == 3)
      #expect(value("allotment_oldest_reconciliation_age_seconds") == 60)
      #expect(value("allotment_build_info", ["version": "1.2.3"]) == 1)
      #expect(value("process_resident_memory_bytes") ?? 0 > 1_000_000)
      #expect(value("process_open_fds") ?? 0 > 3)
      #expect(value("process_start_time_seconds") ?? 0 > 1_600_000_000)
      #expect(value("process_cpu_seconds_total") ?? 0 > 0)
      for family in families.values {
        #expect(!family.help.isEmpty, "\(family.name)")
        #expect(["counter", "gauge"].contains(family.type), "\(family.name)")
        #expect(family.name.wholeMatch(of: /(allotment|process)_[a-z_]+/) != nil)
      }
    }
  }

  @Test func `a label value may hold anything`() async throws {
    let hostile = "a\"b\\c\nd{e=\"f\"} 1\n# TYPE x counter\u{1F331}"
    var text = MetricsText()
    text.add("allotment_test", .gauge, "A test.", [.init(1, ("value", hostile)), .init(2)])
    let families = try await parse(text.text)
    #expect(families.count == 1)
    #expect(families["allotment_test"]?.samples.map(\.labels) == [["value": hostile], [:]])
  }

  @Test func `a paused club does not count as the oldest`() {
    var old = StatusFixture.club("old", "Old")
    old.lastReconciledAt = StatusFixture.now - 100_000
    old.pause = Pause(until: nil, reason: "", by: "")
    #expect(StatusFixture.report([old, StatusFixture.club("a", "A")]).oldestAge == 60)
    #expect(StatusFixture.report([]).oldestAge == nil)
  }
}
