#!/usr/bin/env bash
# clang-format and clang-tidy over the C++ sources. Needs clang-format-14 and clang-tidy-14, and a configured build.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t sources < <(git ls-files 'afina/*.cpp' 'afina/*.h' 'cli/*.cpp' 'cli/*.h' 'python/bindings/*.cpp' 'python/bindings/*.h')
format=$(command -v clang-format-14 || command -v clang-format)
"$format" --dry-run --Werror "${sources[@]}"
tidy=$(command -v clang-tidy-14 || command -v clang-tidy)
[[ -f build/compile_commands.json ]] || cmake --preset release --log-level=WARNING
printf '%s\n' "${sources[@]}" | grep '\.cpp$' | xargs -P "$(nproc)" -n 4 "$tidy" -p build --quiet
