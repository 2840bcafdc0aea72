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
