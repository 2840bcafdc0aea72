/// The text without what looks like a secret: passwords in URLs, bearer tokens, keys, links of
/// invitations, and values that are called password, token or secret.
///
/// Secrets are types that cannot be printed, so none should be here. This is for what a service
/// says in an error of its own, which goes to places where many read.
func redacted(_ text: String) -> String {
  text
    .replacing(/([A-Za-z][A-Za-z0-9+.\-]{0,20}:\/\/)[^\/\s@]{1,500}@/) { "\($0.output.1)…@" }
    .replacing(/(?i:bearer|basic)\s{1,4}[A-Za-z0-9._~+\/=\-]{8,2000}/) { _ in "…" }
    .replacing(/(?i:AGE-SECRET-KEY-(?:PQ-)?1)[A-Za-z0-9]{1,2000}/) { _ in "…" }
    .replacing(/-----BEGIN [A-Z ]{1,40}-----(?s:.){0,4000}/) { _ in "…" }
    .replacing(/(\/join\/)[A-Za-z0-9_\-]{8,200}/) { "\($0.output.1)…" }
    .replacing(
      /((?i:preauth|password|passwd|token|secret|api_?key)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"'&;,]{1,500}/
    ) { "\($0.output.1)…" }
}
