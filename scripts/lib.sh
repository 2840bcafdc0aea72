# Shared by the scripts here. Source it: it enters the project's root and sets the strict mode.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $1"; exit "${2:-1}"; }

# The flags of every build of ours, so that none throws away what another one built.
# An import that Package.swift does not declare is an error: the walls between modules hold.
# shellcheck disable=SC2034
build_flags=(--explicit-target-dependency-import-check error)

# Sets release_flags: for what people install, and what is measured. Loading a program's libraries
# takes more time than checking a club's file: so Swift's and C++'s are part of it, and what the
# loader must move is packed. A folder with nothing but the static library is how a linker is told.
# shellcheck disable=SC2034
use_release_flags() {
  local static=$PWD/.build/static
  mkdir -p "$static"
  ln -sf "$(clang -print-file-name=libstdc++.a)" "$static/libstdc++.a"
  release_flags=(
    "${build_flags[@]}" --configuration release --static-swift-stdlib
    -Xswiftc "-L$static" -Xswiftc -use-ld=lld
    -Xlinker -z -Xlinker pack-relative-relocs
  )
}
