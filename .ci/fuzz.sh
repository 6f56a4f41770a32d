#!/usr/bin/env bash
# fuzz.sh [TIME [PACKAGE TARGET]] runs one fuzz target on all cores, or every one
# of the tree, one core each, for the given time (default 10s).
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-10s}

# fuzz PACKAGE TARGET FLAGS... Go's coordinator sometimes calls the end of the
# time itself a failure, with no failing input (golang/go#75804): that run is
# done again, twice at most.
fuzz() {
  local log round
  for round in 1 2 3; do
    log=$(go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 10x "${@:3}" "$1" 2>&1) && {
      printf 'fuzz %s %s %s: %s\n' "$1" "$2" "$time" "$(grep '^fuzz: elapsed' <<<"$log" | tail -n 1)"
      return
    }
    grep -q '^    context deadline exceeded$' <<<"$log" || break
    ! grep -q -E 'Failing input written to|panic:|^    --- FAIL' <<<"$log" || break
  done
  printf 'fuzz %s %s\n%s\n' "$1" "$2" "$log"
  return 1
}

if [ $# -ge 3 ]; then
  fuzz "${@:2}"
  exit
fi
git ls-files -co --exclude-standard '*_test.go' | xargs grep -o -E '^func Fuzz[A-Za-z0-9_]+' |
  sed -E 's|^(.*)/[^/]*:func (.*)$|./\1 \2|' |
  xargs -P "$(nproc)" -L 1 bash -c '"$0" "$1" "$2" "$3" -parallel=1 || exit 255' .ci/fuzz.sh "$time"
