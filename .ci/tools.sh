#!/usr/bin/env bash
# Builds the pinned tools of check.sh into .tools, once.
set -euo pipefail
cd "$(dirname "$0")/.."

# tool NAME MODULE@VERSION builds a pinned tool into .tools once.
tool() {
  local stamp=.tools/$1.version
  [ "$(cat "$stamp" 2>/dev/null || true)" = "$2" ] && [ -x ".tools/bin/$1" ] && return
  printf 'outil %s\n' "$2"
  mkdir -p .tools/bin
  GOBIN="$PWD/.tools/bin" go install "$2"
  printf '%s' "$2" >"$stamp"
}

tool gofumpt mvdan.cc/gofumpt@v0.12.0
tool deadcode golang.org/x/tools/cmd/deadcode@v0.52.0
tool golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
