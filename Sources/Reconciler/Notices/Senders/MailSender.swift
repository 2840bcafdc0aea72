import FoundationEssentials
import Glibc
public import ServiceContract
import Subprocess
import SystemPackage

/// Hands notices to the machine's own mail: a program as sendmail(8), with the message on its
/// standard input.
public struct MailSender: NoticeSender {
  public static let usualProgram = "/usr/sbin/sendmail"
  private static let deadline = Duration.seconds(60)

  private let address: String
  private let from: String
  private let program: String

  /// - Parameters:
  ///   - address: an addr-spec of RFC 5322.
  ///   - from: the same; nil: this process' user at this machine.
  ///   - program: an absolute path.
  public init(address: String, from: String? = nil, program: String? = nil)
    throws(ReceiverProblem)
  {
    for each in [address] + (from.map { [$0] } ?? []) {
      guard !each.hasPrefix("-"), each.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
        throw ReceiverProblem("the address for mail is not one that sendmail takes")
      }
    }
    self.address = address
    self.from = from ?? Self.ownAddress
    self.program = program ?? Self.usualProgram
  }

  public func send(_ letter: NoticeLetter) async throws(DeliveryFailure) {
    let message = MailMessage(letter, from: from, to: address).text
    do {
      let status = try await withThrowingTaskGroup(of: Int32.self) { group in
        group.addTask { try await run(Array(message.utf8)) }
        group.addTask {
          try await Task.sleep(for: Self.deadline, clock: .continuous)
          throw DeliveryFailure("\(program) did not end in time")
        }
        defer { group.cancelAll() }
        return try await group.next() ?? 1
      }
      guard status == 0 else {
        throw DeliveryFailure("\(program) ended with \(status)")
      }
    } catch let failure as DeliveryFailure {
      throw failure
    } catch {
      throw DeliveryFailure("\(program) cannot be run: \(String("\(error)".prefix(200)))")
    }
  }

  private func run(_ message: [UInt8]) async throws -> Int32 {
    var options = PlatformOptions()
    options.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .zero)]
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(["-i", address]),
      environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin", "LC_ALL": "C"]),
      platformOptions: options,
      input: .fileDescriptor(try standardInput(message), closeAfterSpawningProcess: true),
      output: .discarded, error: .discarded)
    return switch result.terminationStatus {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  }

  /// A pipe that holds the whole message already: the program may end without reading it.
  private func standardInput(_ message: [UInt8]) throws -> FileDescriptor {
    let (reading, writing) = try FileDescriptor.pipe()
    defer { try? writing.close() }
    do {
      for end in [reading, writing] {
        guard fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) == 0 else {
          throw DeliveryFailure("no pipe for a message")
        }
      }
      guard fcntl(writing.rawValue, F_SETFL, O_NONBLOCK) == 0,
        try message.withUnsafeBytes({ try writing.write($0) }) == message.count
      else { throw DeliveryFailure("no pipe for a message of \(message.count) bytes") }
    } catch {
      try? reading.close()
      throw error
    }
    return reading
  }

  public func diagnose() async -> [Finding] {
    guard access(program, X_OK) == 0 else {
      return [
        Finding(
          .error, "\(program) cannot be run: \(String(cString: strerror(errno)))",
          remedy: "install a mail server or msmtp-mta, or name another: program: /usr/bin/msmtp")
      ]
    }
    return [Finding(.ok, "mail to \(address) goes from \(from) through \(program)")]
  }

  /// `allotment@host.provider.example`
  private static var ownAddress: String {
    let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "allotment"
    return "\(dotAtom(user) ?? "allotment")@\(MailMessage.hostName)"
  }

  private static func dotAtom(_ text: String) -> String? {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
        || byte == 0x2d || byte == 0x5f
    }
    return isPlain && !text.isEmpty && !text.hasPrefix("-") ? text : nil
  }
}
