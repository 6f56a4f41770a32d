#!/usr/bin/env bash
# fuzz.sh [TIME [PACKAGE TARGET]] runs one fuzz target on all cores, or every one
# of the tree, one core each, for the given time (default 10s).
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-10s}
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT

# binary PACKAGE names the tests of a package, built to be fuzzed.
binary() { printf '%s/%s.test' "$built" "${1##*/}"; }

# fuzz PACKAGE TARGET FLAGS... Go's coordinator sometimes calls the end of the
# time itself a failure, with no failing input (golang/go#75804): that run is
# done again, twice at most.
fuzz() {
  local log round
  for round in 1 2 3; do
    log=$(cd "$1" && "$(binary "$1")" -test.run '^$' -test.fuzz "^$2\$" -test.fuzztime "$time" \
      -test.fuzzminimizetime 10x -test.fuzzcachedir "$cache/${1#./}" "${@:3}" 2>&1) && {
      ! grep -q 'not built with coverage' <<<"$log" || break # nothing guides it
      printf 'fuzz %s %s %s: %s\n' "$1" "$2" "$time" "$(grep '^fuzz: elapsed' <<<"$log" | tail -n 1)"
      return
    }
    grep -q '^    context deadline exceeded$' <<<"$log" || break
    ! grep -q -E 'Failing input written to|panic:|^    --- FAIL' <<<"$log" || break
  done
  printf 'fuzz %s %s\n%s\n' "$1" "$2" "$log"
  return 1
}

# build PACKAGE... With -fuzz, go builds one package at a time, and everything
# below it anew: 20 CPU minutes for this tree, most of them for code that no
# target reaches. Here our code and the parsers it hands bytes to guide the
# search, and the rest is what the tests have built. A run of one target
# (make prove) is guided by everything.
build() {
  local guides=()
  for guide in vigie/... \
    github.com/emersion/... github.com/ledongthuc/... github.com/richardlehane/... github.com/xuri/... \
    go.yaml.in/yaml/... golang.org/x/net/html/...; do
    guides+=("-gcflags=$guide=-d=libfuzzer")
  done
  go test -vet=off -c "${guides[@]}" -o "$built/" "$@"
}

cache=$(go env GOCACHE)/fuzz/vigie
if [ $# -ge 3 ]; then
  go test -vet=off -c -fuzz . -o "$(binary "$2")" "$2"
  fuzz "${@:2}"
  exit
fi
targets=$(git ls-files -co --exclude-standard '*_test.go' | xargs grep -o -E '^func Fuzz[A-Za-z0-9_]+' |
  sed -E 's|^(.*)/[^/]*:func (.*)$|./\1 \2|')
mapfile -t packages < <(cut -d' ' -f1 <<<"$targets" | sort -u)
build "${packages[@]}"
export -f fuzz binary
export built cache time
xargs -P "$(nproc)" -L 1 bash -euo pipefail -c 'fuzz "$0" "$1" -test.parallel=1 || exit 255' <<<"$targets"
