#!/usr/bin/env bash
# The heavy suites at their full counts, in pieces that each stay under ten
# minutes, but for the soak: its 2,000 attempts are one process's. A piece whose
# table is there for this commit is not run again: an interrupted run goes on
# where it stopped. A piece that fails leaves its table and the others go on.
# Names of pieces, if any are given, are all that is run.
set -euo pipefail
cd "$(dirname "$0")/.."
commit=$(git rev-parse --short HEAD)
date=$(date -u +%Y-%m-%d)
wanted=" $* "
failed=

# piece NAME COMMAND... writes docs/proof/NAME.md.
piece() {
  local name=$1
  shift
  [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || return 0
  local out=docs/proof/$name.md
  grep -qs "commit $commit" "$out" && { printf 'prove : %s est fait\n' "$name" >&2; return; }
  printf 'prove : %s\n' "$name" >&2
  local start=$SECONDS log status=0
  log=$(timeout "${LIMIT:-590}" "$@" 2>&1) || status=$?
  {
    printf '# %s\n\n%s, commit %s, %s s, exit code %s.\n\n```\n' "$name" "$date" "$commit" "$((SECONDS - start))" "$status"
    printf '%s\n' "$log" | grep -v -E '^(\s*time=|=== |\s*--- SKIP)' | tail -n 400
    printf '```\n'
  } >"$out"
  [ "$status" -eq 0 ] || { printf '%s\n' "$log" | tail -n 40; failed="$failed $name"; }
}

export VIGIE_FULL=1
# kills NAME PATTERN PACKAGE: 51 rounds, 17 a piece.
kills() {
  local part
  for part in 1 2 3; do
    piece "$1-kill-$part" env VIGIE_KILL_ROUNDS=17 go test -count=1 -timeout 9m -run "$2" -v "$3"
  done
}
kills engine '^TestKill' ./internal/engine
kills erase '^TestEraseKilled$' ./cmd/vigie
# Every intake, 100 rounds each (cmd/vigie/kill_test.go), 50 a piece, 25 of those
# that a server or many messages make longer.
for intake in csv-cas csv tsv xlsx ods json ndjson kobo-csv kobo-json kobo-pull limesurvey framaforms odk mbox eml pdf dossier-surveille api formulaire fichier-envoye; do
  rounds=50
  case $intake in mbox | eml | pdf | dossier-surveille | api | formulaire | fichier-envoye) rounds=25 ;; esac
  for part in $(seq $((100 / rounds))); do
    piece "import-kill-$intake-$part" env VIGIE_KILL_ROUNDS=$rounds go test -count=1 -timeout 9m -run "^TestImportKilled\$/^$intake\$" -v ./cmd/vigie
  done
done
# The tables of internal/testbed/README.md, those of many cells in parts.
for table in booking:2 portal:2 ways:1 public:2 access:4 account:2 filing:2; do
  parts=${table#*:}
  for part in $(seq "$parts"); do
    piece "journeys-${table%:*}-$part" env VIGIE_PART="$part/$parts" go test -count=1 -timeout 9m -run "TestConfusionTable/^${table%:*}\$" -v ./probes
  done
done
piece purge-kill go test -count=1 -timeout 9m -run TestPurgeKilled -v ./internal/evidence
captures=${TMPDIR:-/tmp}/vigie-captures-$commit
grep -qs "commit $commit" docs/proof/capture-storage-1.md || rm -rf "$captures"
mkdir -p "$captures"
for part in 1 2 3; do
  piece "capture-storage-$part" env VIGIE_PART="$part/3" VIGIE_FOLDER="$captures" go test -count=1 -timeout 9m -run TestEqualAttemptsCostLittle -v ./probes
done
[ -n "$failed$*" ] || rm -rf "$captures"
LIMIT=2400 piece soak env VIGIE_FULL=1 go test -count=1 -timeout 39m -run '^TestSoak$' -v ./probes
piece coverage go test -count=1 -timeout 9m45s -run '^TestCoverage$' -v ./internal/indicators
piece disclosure go test -count=1 -timeout 9m -run '^TestOnlooker' -v ./internal/privacy
piece worlds go test -count=1 -timeout 9m -run '^TestSimulatedWorlds$' -v ./cmd/vigie
for part in 1 2; do # thirty random rounds each
  piece "kept-days-$part" go test -count=1 -timeout 9m -run '^TestKeptDays' -v ./internal/store
done
piece kept-cases env VIGIE_FULL=1 go test -count=1 -timeout 9m -run '^(TestKeptGapsEqualTheFacts|TestAskedOfKeptCases|TestEveryEarlierDayIsToldAsTheRuleTellsIt)$' -v ./cmd/vigie ./internal/indicators
piece chain bin/vigie demo --once --days 12
for package in $(git ls-files '*_test.go' | xargs grep -l -E '^func Fuzz' | xargs -n1 dirname | sort -u); do
  for target in $(grep -h -o -E '^func Fuzz[A-Za-z0-9_]+' "$package"/*_test.go | sed 's/func //'); do
    piece "fuzz-$(printf '%s' "$package" | tr / -)-$target" .ci/fuzz.sh 60s "./$package" "$target"
  done
done
[ -z "$failed" ] || { printf 'prove : %s\n' "$failed" >&2; exit 1; }
