#!/usr/bin/env bash
# Installs what Vigie needs beside Go: a Chromium from Debian's packages, and
# libchdb (the embedded ClickHouse) and axe-core through npm. Quick when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'vigie: %s\n' "$*" >&2; }

# apt PACKAGE... installs Debian packages, or says the one command to run.
apt() {
  if [ "$(id -u)" -ne 0 ]; then
    say "il manque : $*. Lancez : sudo apt-get install -y --no-install-recommends $*"
    exit 1
  fi
  say "installation de $* (paquets Debian)"
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

browser() {
  for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && return 0
  done
  return 1
}

for tool in go npm git; do
  command -v "$tool" >/dev/null || { say "$tool est introuvable : installez-le puis relancez"; exit 1; }
done

if ! browser; then
  apt chromium-headless-shell fonts-dejavu-core
  say "navigateur prêt"
fi

wanted=$(sha256sum deploy/engine/package-lock.json | cut -d' ' -f1)
stamp=deploy/engine/node_modules/.vigie-installed
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  say "installation de libchdb par npm (570 Mo sur le disque, une seule fois)"
  (cd deploy/engine && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  printf '%s' "$wanted" >"$stamp"
  say "moteur ClickHouse prêt"
fi

wanted=$(sha256sum deploy/axe/package-lock.json | cut -d' ' -f1)
stamp=deploy/axe/node_modules/.vigie-installed
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  say "installation d'axe-core par npm (règles d'accessibilité, 3 Mo)"
  (cd deploy/axe && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  printf '%s' "$wanted" >"$stamp"
  say "axe-core prêt"
fi

# Outside validators of archives, for the tests alone.
if [ "${VIGIE_TOOLS:-}" = 1 ]; then
  command -v unzip >/dev/null || apt unzip
  wanted=$(sha256sum .ci/tools/validators/package-lock.json | cut -d' ' -f1)
  stamp=.ci/tools/validators/node_modules/.vigie-installed
  if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
    say "installation des validateurs d'archives par npm (warcio, har-validator)"
    (cd .ci/tools/validators && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
    printf '%s' "$wanted" >"$stamp"
    say "validateurs prêts"
  fi
  # ReplayWeb.page alone, without what its window needs (AGPL: never shipped).
  replay=.ci/tools/validators/replaywebpage
  if ! sha256sum --check --status .ci/tools/validators/replaywebpage.sha256 2>/dev/null; then
    say "installation de ReplayWeb.page par npm (lecteur d'archives, 1 Mo)"
    rm -rf "$replay" && mkdir -p "$replay"
    (cd "$replay" && npm pack --loglevel=error replaywebpage@2.4.6 >/dev/null && tar -xzf replaywebpage-*.tgz --strip-components=1 package/sw.js && rm replaywebpage-*.tgz)
    sha256sum --check --quiet .ci/tools/validators/replaywebpage.sha256
    say "lecteur prêt"
  fi
fi

for package in ${VIGIE_APT:-}; do
  dpkg -s "$package" >/dev/null 2>&1 || apt "$package"
done
