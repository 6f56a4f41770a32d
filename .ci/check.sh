#!/usr/bin/env bash
# What the tests do not say of the tree: format, lint, races, dead code, rules.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PATH"

step() { printf '\n== %s (à %s s)\n' "$*" "$SECONDS"; }

step "outils"
command -v gcc >/dev/null || VIGIE_APT="gcc libc6-dev" .ci/setup.sh
command -v ip >/dev/null || VIGIE_APT="iproute2" .ci/setup.sh
command -v promtool >/dev/null || VIGIE_APT="prometheus" .ci/setup.sh
.ci/tools.sh

step "gofumpt"
unformatted=$(git ls-files -co --exclude-standard '*.go' | xargs gofumpt -l)
[ -z "$unformatted" ] || { printf '%s\n' "$unformatted"; exit 1; }

step "go vet"
go vet ./...

step "go fix -diff"
fixes=$(go fix -diff ./... 2>&1) || true
[ -z "$fixes" ] || { printf '%s\n' "$fixes"; exit 1; }

step "golangci-lint"
golangci-lint run ./...

step "deadcode"
dead=$(deadcode -test ./...)
[ -z "$dead" ] || { printf '%s\n' "$dead"; exit 1; }

step "promtool : règles d'alerte et leurs essais"
promtool check rules deploy/prometheus/rules.yml
promtool test rules deploy/prometheus/*_test.yml

# Every test again, but those in which goroutines meet as they do in others and that
# make test has just run whole (-short: unraced in their packages). Kill rounds, whose
# processes are many, run once each; tests that mostly wait run four at a time. A
# process under the detector waits one second at its end for the goroutines it leaves:
# so does each command that a test runs, and its engine; a twentieth is enough. The
# tests are vetted above.
step "courses (go test -race -shuffle=on)"
GORACE=atexit_sleep_ms=50 VIGIE_KILL_ROUNDS=1 go test -vet=off -race -short -shuffle=on -parallel 4 -timeout 40m ./...
printf '\nmake check : tout est bon\n'
