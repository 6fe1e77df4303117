#!/usr/bin/env bash
# Installs the Debian/Ubuntu packages that building and testing need. With root or sudo it installs them; without
# either it says exactly what is missing and ends 1. Does nothing where everything is there. Packages named as arguments
# are needed too: what only some targets use.
set -euo pipefail

packages=(
  build-essential cmake ninja-build pkg-config ccache python3
  libdnnl-dev libhwy-dev libpcre2-dev libsimdjson-dev nlohmann-json3-dev libcli11-dev libfmt-dev
  libutf8proc-dev libuchardet-dev libxxhash-dev libsqlite3-dev libstemmer-dev doctest-dev "$@"
)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [[ "$status" == "install ok installed" ]] || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

if [[ $(id -u) -eq 0 ]]; then
  as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
  as_root=(sudo)
else
  echo "Faltan paquetes y no hay permiso para instalarlos. Pide a quien administre este equipo:" >&2
  echo "Packages are missing and may not be installed from here. Ask whoever runs this machine for:" >&2
  echo "  apt-get install ${missing[*]}" >&2
  exit 1
fi

echo "Instalando / installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && \
       "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
     >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "apt-get no ha podido instalarlos / apt-get could not install: ${missing[*]}" >&2
  exit 1
fi
