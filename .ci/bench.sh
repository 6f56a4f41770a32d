#!/usr/bin/env bash
# The load harness, then tables, messages and the API, then Go benchmarks, then
# journeys in a browser beside playwright-core; one file a run under docs/benchmarks/. « make bench
# ARGS=journeys » runs the journeys alone (four minutes); « ARGS=verdicts » the rebuild of the verdicts
# alone, over a million events and attempts, and « ARGS="verdicts --rows 10000000 --attempts 10000000" »
# at the size of the goal.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/docs/benchmarks/$(date -u +%Y-%m-%d)-$(git rev-parse --short HEAD 2>/dev/null || echo local).md

# journeys installs the peer, from its lock file, and measures.
journeys() {
  local peer=.ci/tools/playwright
  if [ ! -d $peer/node_modules/playwright-core ]; then
    printf 'vigie: installation de playwright-core par npm (banc de mesure seul)\n' >&2
    (cd $peer && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  fi
  VIGIE_BENCH=journeys VIGIE_BENCH_OUT=$out go test -count=1 -timeout 20m -run '^TestBenchOfJourneys$' ./probes
}

if [ "${1:-}" = journeys ]; then
  printf '# Bench of journeys %s\n\nVersion %s, %s cores.\n' "$(date -u '+%Y-%m-%d %H:%M')" "$(git describe --always --dirty 2>/dev/null || echo local)" "$(nproc)" >"$out"
  journeys
  printf 'vigie: %s\n' "$out" >&2
  exit
fi
if [ "${1:-}" = verdicts ]; then
  shift
  bin/vigie bench --verdicts --rounds 0 --requests 0 --out "${out%.md}-verdicts.md" "$@"
  printf 'vigie: %s\n' "${out%.md}-verdicts.md" >&2
  exit
fi

# table_test runs one test that measures, and prints its lines.
table_test() {
  go test -count=1 -timeout 30m -v -run "^$1\$" "$2" | sed -n "s/^ *[a-z_]*_test.go:[0-9]*: \(.*\)/- \1/p; /^|/p"
}

bin/vigie bench --verdicts --out "$out" "$@"
{
  printf '\n## Tables, messages and the API\n\n'
  VIGIE_BENCH=sheets table_test TestBenchOfSheets ./collectors
  printf '\n'
  VIGIE_MILLION=1 table_test TestMillionNotices ./collectors/notice
  table_test TestTwoHundredClientsLoseNothing ./cmd/vigie
  printf '\n### Kept sums of certificate gaps\n\n'
  VIGIE_BENCH=gaps table_test TestBenchOfGaps ./cmd/vigie
} | tee -a "$out"
{
  printf '\n## Go benchmarks\n\n```\n'
  go test -run '^$' -bench . -benchtime 2s ./collectors ./collectors/notice ./internal/privacy ./internal/store ./internal/indicators ./internal/evidence 2>/dev/null | grep -E '^(Benchmark|pkg:)' || true
  printf '```\n'
} | tee -a "$out"
journeys
printf 'vigie: %s\n' "$out" >&2
