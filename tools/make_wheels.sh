#!/usr/bin/env bash
# Self-contained wheels.
#
#   tools/make_wheels.sh                          all of them in dist/, each tested
#   tools/make_wheels.sh --build PYTHON FOLDER    that of one interpreter (a path, or a version such as 3.12), not
#                                                 tested; its path is the last line; ends 3 where that is not here, 4
#                                                 where what builds it could not be installed
#   tools/make_wheels.sh --interpreter VERSION    the path of that Python; ends 3 where it is not here
#
# One each for Python 3.10 and 3.11, and one on the stable ABI for 3.12 and later. Each is installed into a fresh
# environment of every version it serves, with what the course needs, and passes tests/python there. Interpreters are
# looked for on PATH and among pyenv's; a version that is not there is named and left out. AFINA_WHEEL_PLATFORM: for
# which systems (auditwheel's --plat).
set -euo pipefail
cd "$(dirname "$0")/.."

platform=${AFINA_WHEEL_PLATFORM:-manylinux_2_35_$(uname -m)}
most_bytes=$((30 * 1000 * 1000))
declare -A serves=([3.10]="3.10" [3.11]="3.11" [3.12]="3.12 3.13")
export CMAKE_BUILD_PARALLEL_LEVEL=${JOBS:-$(nproc)}
# The compiler by the name that CMake gives it elsewhere, not the one an interpreter was built with: what ccache has
# seen is then not compiled again.
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

fresh_environment() {   # PYTHON FOLDER PIP-ARGUMENTS…
  local python=$1 venv=$2
  shift 2
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >&2
}

build_wheel() {   # PYTHON FOLDER: prints the wheel's path
  local version venv raw repaired wheel
  version=$("$1" -c "import sys; print('%d.%d' % sys.version_info[:2])")
  venv=build/wheel-venv/$version raw=build/wheel-raw/$version repaired=build/wheel-repaired/$version
  if [[ ! -e $venv/.ready || python/requirements-build.txt -nt $venv/.ready ]]; then
    fresh_environment "$1" "$venv" -r python/requirements-build.txt || exit 4
    touch "$venv/.ready"
  fi
  rm -rf "$raw" "$repaired"
  "$venv/bin/python" -m pip wheel . --quiet --disable-pip-version-check --no-deps --no-build-isolation -w "$raw" >&2
  PATH="$PWD/$venv/bin:$PATH" "$venv/bin/auditwheel" repair --plat "$platform" -w "$repaired" "$raw"/*.whl >&2
  wheel=$(basename "$repaired"/*.whl)
  mkdir -p "$2"
  cp "$repaired/$wheel" "$2/"
  echo "$2/$wheel"
}

test_wheel() {   # WHEEL VERSION
  local venv=build/wheel-test/$2
  fresh_environment "$(interpreter "$2")" "$venv" -c python/requirements.txt -c python/requirements-test.txt \
    "$1[course]" pytest
  # From elsewhere, so that nothing but the wheel can be imported.
  (cd "$venv" && bin/python -m pytest -q "$OLDPWD/tests/python")
}

if [[ ${1:-} == --interpreter ]]; then
  interpreter "$2" || exit 3
  exit
fi

if [[ ${1:-} == --build ]]; then
  python=$2
  [[ $python == */* ]] || python=$(interpreter "$2") || exit 3
  build_wheel "$python" "$3"
  exit
fi

for version in 3.10 3.11 3.12; do
  if ! interpreter "$version" >/dev/null; then
    echo "Python $version is not here: its wheel was not built"
    continue
  fi
  wheel=$(build_wheel "$(interpreter "$version")" dist)
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
