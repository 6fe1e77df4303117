#!/usr/bin/env bash
# Self-contained wheels in dist/: one each for Python 3.10 and 3.11, and one on the stable ABI for 3.12 and later. Each is
# installed into a fresh environment of every version it serves and passes tests/python there. Interpreters are looked for
# on PATH and among pyenv's; a version that is not there is named and left out.
set -euo pipefail
cd "$(dirname "$0")/.."

platform=manylinux_2_35_$(uname -m)
most_bytes=$((30 * 1000 * 1000))
declare -A serves=([3.10]="3.10" [3.11]="3.11" [3.12]="3.12 3.13")
export CMAKE_BUILD_PARALLEL_LEVEL=${JOBS:-$(nproc)}
# The compiler by the name that CMake gives it elsewhere, not the one an interpreter was built with: what ccache has seen
# is then not compiled again.
export CC=${CC:-cc} CXX=${CXX:-c++} CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

interpreter() {
  local found
  for found in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python; do
    if "$found" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
      echo "$found"
      return 0
    fi
  done
  return 1
}

build_wheel() {   # VERSION: prints the wheel's path
  local venv=build/wheel-venv/$1 raw=build/wheel-raw/$1 repaired=build/wheel-repaired/$1
  if [[ ! -x $venv/bin/auditwheel ]]; then
    "$(interpreter "$1")" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r python/requirements.txt -r python/requirements-test.txt >&2
  fi
  rm -rf "$raw" "$repaired"
  "$venv/bin/python" -m pip wheel . --quiet --disable-pip-version-check --no-deps --no-build-isolation -w "$raw" >&2
  PATH="$PWD/$venv/bin:$PATH" "$venv/bin/auditwheel" repair --plat "$platform" -w "$repaired" "$raw"/*.whl >&2
  mkdir -p dist
  cp "$repaired"/*.whl dist/
  echo dist/"$(basename "$repaired"/*.whl)"
}

test_wheel() {   # WHEEL VERSION
  local venv=build/wheel-test/$2
  rm -rf "$venv"
  "$(interpreter "$2")" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check numpy pytest "$1"
  # From elsewhere, so that nothing but the wheel can be imported.
  (cd "$venv" && bin/python -m pytest -q "$OLDPWD/tests/python")
}

for version in 3.10 3.11 3.12; do
  if ! interpreter "$version" >/dev/null; then
    echo "Python $version is not here: its wheel was not built"
    continue
  fi
  wheel=$(build_wheel "$version")
  bytes=$(stat -c %s "$wheel")
  echo "$wheel: $((bytes / 1000)) kB"
  [[ $bytes -le $most_bytes ]] || { echo "$wheel is larger than $most_bytes bytes" >&2; exit 1; }
  for target in ${serves[$version]}; do
    if interpreter "$target" >/dev/null; then
      test_wheel "$wheel" "$target"
    else
      echo "Python $target is not here: $wheel was not tested on it"
    fi
  done
done
