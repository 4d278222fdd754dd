#!/usr/bin/env bash
# Builds linalg.wasm from src/ with Debian 12's `emscripten` (3.1.6); nothing else is needed. The same sources and the same
# compiler give the same bytes.
#
# Usage: build.sh            writes linalg.wasm beside this script
#        build.sh FILE       writes FILE
#        build.sh --check    fails unless the committed linalg.wasm is what would be built
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
output=$(realpath -m -- "${1:-$here/linalg.wasm}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The packaged configuration forbids writing to the compiler's cache of system libraries; the first build fills it.
export EM_FROZEN_CACHE= EM_CACHE="${EM_CACHE:-$HOME/.cache/emscripten-matrix-backprop}"

# No errno, so that square roots are one instruction; no contraction, so that rounding is what the source says.
flags=(
  -O3 -msimd128 -std=c++17
  -fno-exceptions -fno-rtti -fno-math-errno -ffp-contract=off
  -Wall -Wextra -Werror
)
# The stack comes first in memory: an overflow traps instead of running into data.
layout=(
  --no-entry -s STANDALONE_WASM=1 -s FILESYSTEM=0
  -s INITIAL_MEMORY=4194304 -s ALLOW_MEMORY_GROWTH=1 -s MAXIMUM_MEMORY=2147483648
  -s TOTAL_STACK=262144 -Wl,--stack-first
)

cd "$here/src"
printf '%s\n' *.cpp | xargs -P "$(nproc)" -I{} em++ "${flags[@]}" -c {} -o "$work/{}.o"
em++ "${flags[@]}" "${layout[@]}" "$work"/*.o -o "$work/linalg.wasm"

if [ "${1:-}" = --check ]; then
  cmp "$work/linalg.wasm" "$here/linalg.wasm" && echo "linalg.wasm is up to date"
else
  install -m 644 "$work/linalg.wasm" "$output"
  printf '%s: %s bytes, %s gzipped\n' "$output" "$(wc -c <"$output")" "$(gzip -9c "$output" | wc -c)"
fi
