import CLibgit2

/// Decides for libgit2, while it talks to a server: whom to trust, what to show, when to stop.
///
/// libgit2 knows it as the payload of its callbacks; all of them come on the thread that called.
final class RemoteGuard {
  private let address: GitAddress
  private let secret: Secret?
  private let hosts: KnownHosts?
  private let maximumBytes: Int
  private let maximumObjects: Int
  private var attempts = 0
  /// Why a callback said no: more precise than libgit2's own error.
  private(set) var refusal: SourceFailure?

  private enum Secret {
    case token(String)
    case sshKey(file: String)
  }

  init(_ request: FetchRequest, _ address: GitAddress) throws(SourceFailure) {
    self.address = address
    maximumBytes = request.maximumBytes
    maximumObjects = request.maximumObjects
    switch request.source.credentials {
    case .token(let file):
      guard address.mayCarryToken else {
        throw SourceFailure(
          .addressInvalid, "a token is sent over https only; \(address.text) is not")
      }
      secret = .token(try readToken(file))
      hosts = nil
    case .sshKey(let file, let knownHosts):
      guard address.transport == .ssh else {
        throw SourceFailure(.addressInvalid, "an ssh key serves ssh only; \(address.text) is not")
      }
      _ = try readSecret(file, "ssh key")
      secret = .sshKey(file: file)
      hosts = KnownHosts(
        text: try readSecret(knownHosts, "known_hosts file", public: true), host: address.host,
        port: address.port ?? 22)
    case nil:
      secret = nil
      hosts = nil
      if address.transport == .ssh {
        throw SourceFailure(
          .credentialsUnreadable, "ssh needs credentials: {sshKey: …, knownHosts: …}")
      }
    }
  }

  /// What libssh2 should know before it greets the host; fails when the host is unknown.
  func knownHostsFile() throws(SourceFailure) -> String? {
    guard let hosts else { return nil }
    if hosts.keys.isEmpty { throw unknownHost }
    return hosts.file(host: address.host, port: address.port ?? 22)
  }

  /// Callbacks that lead here. The guard must outlive them.
  func callbacks() -> git_remote_callbacks {
    var callbacks = git_remote_callbacks()
    git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
    callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    callbacks.credentials = { out, _, _, allowed, payload in
      RemoteGuard.at(payload).credential(out, allowed)
    }
    callbacks.certificate_check = { certificate, valid, _, payload in
      RemoteGuard.at(payload).checkHost(certificate, valid: valid != 0)
    }
    callbacks.transfer_progress = { progress, payload in
      guard let progress = progress?.pointee else { return 0 }
      return RemoteGuard.at(payload).allow(
        bytes: progress.received_bytes, objects: Int(progress.total_objects))
    }
    return callbacks
  }

  private static func at(_ payload: UnsafeMutableRawPointer?) -> RemoteGuard {
    guard let payload else { preconditionFailure("libgit2 lost the payload") }
    return Unmanaged<RemoteGuard>.fromOpaque(payload).takeUnretainedValue()
  }

  /// Zero to go on, negative to stop.
  func allow(bytes: Int, objects: Int) -> Int32 {
    guard bytes > maximumBytes || objects > maximumObjects else { return 0 }
    return refuse(
      .tooLarge,
      "\(address.text) sends more than \(maximumBytes) bytes or \(maximumObjects) objects",
      GIT_EUSER)
  }

  private func credential(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, _ allowed: UInt32
  ) -> Int32 {
    let user = address.user ?? "git"
    if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
      return git_credential_username_new(out, user)
    }
    guard let secret else {
      return refuse(
        .authenticationFailed, "\(address.text) asks for credentials and none are configured",
        GIT_EAUTH)
    }
    attempts += 1
    if attempts > 1 {
      return refuse(
        .authenticationFailed,
        "\(address.text) refuses the credentials; check that they are valid and may read",
        GIT_EAUTH)
    }
    switch secret {
    case .token(let token) where allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0:
      return git_credential_userpass_plaintext_new(out, user, token)
    case .sshKey(let file) where allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0:
      return git_credential_ssh_key_new(out, user, nil, file, nil)
    default:
      return refuse(
        .authenticationFailed, "\(address.text) wants another kind of credentials", GIT_EAUTH)
    }
  }

  private func checkHost(_ certificate: UnsafeMutablePointer<git_cert>?, valid: Bool) -> Int32 {
    guard let certificate, certificate.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else {
      if valid { return 0 }
      return refuse(
        .certificateInvalid,
        "the certificate of \(address.host) is not valid or its issuer is not trusted; "
          + "set a CA file if it is your own authority", GIT_ECERTIFICATE)
    }
    let key = UnsafeRawPointer(certificate).assumingMemoryBound(to: git_cert_hostkey.self).pointee
    guard key.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let start = key.hostkey else {
      return refuse(
        .hostKeyMismatch, "\(address.host) shows no host key to compare", GIT_ECERTIFICATE)
    }
    let blob = [UInt8](UnsafeRawBufferPointer(start: start, count: key.hostkey_len))
    switch hosts?.verdict(on: blob) {
    case .trusted: return 0
    case .mismatch:
      return refuse(
        .hostKeyMismatch,
        "\(address.host) shows another host key than known_hosts has: somebody may be in between; "
          + "if the key was changed on purpose, mend known_hosts", GIT_ECERTIFICATE)
    case .unknown, nil:
      refusal = unknownHost
      return GIT_ECERTIFICATE.rawValue
    }
  }

  private var unknownHost: SourceFailure {
    let port = address.port.map { "-p \($0) " } ?? ""
    return SourceFailure(
      .hostKeyUnknown,
      "\(address.host) is not in known_hosts; add its key (ssh-keyscan \(port)\(address.host)) "
        + "after comparing it")
  }

  private func refuse(
    _ code: SourceFailure.Code, _ message: String, _ result: git_error_code
  ) -> Int32 {
    refusal = refusal ?? SourceFailure(code, message)
    return result.rawValue
  }
}
