#!/usr/bin/env bash
# Go benchmarks, then the load harness; one file a run under docs/benchmarks/.
set -euo pipefail
cd "$(dirname "$0")/.."
out=docs/benchmarks/$(date -u +%Y-%m-%d)-$(git rev-parse --short HEAD 2>/dev/null || echo local).md
bin/vigie bench --out "$out" "$@"
{
  printf '\n## Go benchmarks\n\n```\n'
  go test -run '^$' -bench . -benchtime 2s ./collectors ./internal/store ./internal/indicators ./internal/evidence 2>/dev/null | grep -E '^(Benchmark|pkg:)' || true
  printf '```\n'
} | tee -a "$out"
printf 'vigie: %s\n' "$out" >&2
