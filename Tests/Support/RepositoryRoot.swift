import Glibc

/// The folder of the whole project, found from this file's own place.
public let repositoryRoot: String = {
  guard let real = realpath(#filePath, nil) else { return "." }
  defer { free(real) }
  // <root>/Tests/Support/RepositoryRoot.swift
  return String(cString: real).split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(3).joined(separator: "/")
}()
