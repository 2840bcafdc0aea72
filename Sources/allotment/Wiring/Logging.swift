import Logging
import Reporting

/// Commands speak for themselves: only errors are logged.
func quietLogger() -> Logger {
  var logger = Logger(label: "allotment", factory: { LineLog(label: $0) })
  logger.logLevel = .critical
  return logger
}

func agentLogger(verbose: Bool) -> Logger {
  var logger = Logger(label: "allotment", factory: { LineLog(label: $0) })
  logger.logLevel = verbose ? .debug : .info
  return logger
}

/// To standard error, each event in one line: what people, commits and services say is quoted there,
/// and can neither begin a line of its own nor drive a terminal.
private struct LineLog: LogHandler {
  private var stream: StreamLogHandler

  init(label: String) { stream = .standardError(label: label) }

  var logLevel: Logger.Level {
    get { stream.logLevel }
    set { stream.logLevel = newValue }
  }

  var metadata: Logger.Metadata {
    get { stream.metadata }
    set { stream.metadata = newValue.mapValues(harmless) }
  }

  var metadataProvider: Logger.MetadataProvider? {
    get { stream.metadataProvider }
    set { stream.metadataProvider = newValue }
  }

  subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { stream[metadataKey: key] }
    set { stream[metadataKey: key] = newValue.map(harmless) }
  }

  func log(event: LogEvent) {
    var event = event
    event.message = "\(printable(event.message.description))"
    event.metadata = event.metadata?.mapValues(harmless)
    if let error = event.error {
      event.error = nil
      event.metadata = event.metadata ?? [:]
      event.metadata?["error.message"] = harmless("\(error)")
    }
    stream.log(event: event)
  }
}

private func harmless(_ value: Logger.MetadataValue) -> Logger.MetadataValue {
  .string(printable(value.description))
}
