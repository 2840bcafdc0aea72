import Logging

/// Commands speak for themselves: only errors are logged.
func quietLogger() -> Logger {
  var logger = Logger(label: "allotment", factory: { StreamLogHandler.standardError(label: $0) })
  logger.logLevel = .critical
  return logger
}

func agentLogger(verbose: Bool) -> Logger {
  var logger = Logger(label: "allotment", factory: { StreamLogHandler.standardError(label: $0) })
  logger.logLevel = verbose ? .debug : .info
  return logger
}
