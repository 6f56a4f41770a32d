#!/usr/bin/env bash
# Runs every fuzz target of the tree for the given time each (default 10s).
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-10s}
while IFS=: read -r file name; do
  name=${name#func }
  package=./$(dirname "$file")
  printf 'fuzz %s %s %s\n' "$package" "$name" "$time"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 10x "$package" >/tmp/vigie-fuzz.$$ 2>&1 ||
    { cat /tmp/vigie-fuzz.$$; rm -f /tmp/vigie-fuzz.$$; exit 1; }
done < <(git ls-files -co --exclude-standard '*_test.go' | xargs grep -o -E '^func Fuzz[A-Za-z0-9_]+')
rm -f /tmp/vigie-fuzz.$$
