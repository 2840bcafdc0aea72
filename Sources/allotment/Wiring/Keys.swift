import Encryption
import Glibc
import Spec

/// What opens encrypted files: the keys of `--age-key-file`, of agent.yaml, or of the environment's
/// `SOPS_AGE_KEY_FILE`, the first of these; nil without any.
func ageKeys(
  _ configuration: AgentConfiguration? = nil, flag: String? = nil
) throws -> AgeKeys? {
  let variable = getenv("SOPS_AGE_KEY_FILE").map { String(cString: $0) }
  let path = flag ?? configuration?.ageKeyFile ?? variable
  guard let path, !path.isEmpty else { return nil }
  do throws(AgeKeyFile.Problem) {
    return try AgeKeyFile.read(path)
  } catch {
    throw CommandFailure.failed(error.description)
  }
}
