#!/usr/bin/env bash
# Builds linalg.wasm from src/. Needs Debian 12's `emscripten` (3.1.6) and `libeigen3-dev` (3.4.0); the same sources
# and the same packages give the same bytes. Usage: build.sh [output file]
set -euo pipefail
cd "$(dirname "$0")"
output=${1:-linalg.wasm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The packaged configuration forbids writing to the compiler's cache of system libraries; the first build fills it.
export EM_FROZEN_CACHE= EM_CACHE="${EM_CACHE:-$HOME/.cache/emscripten-matrix-backprop}"

flags=(
  -O3 -msimd128 -std=c++17
  -fno-exceptions -fno-rtti -fno-math-errno -ffp-contract=off
  -Wall -Wextra -Werror
  -isystem "${EIGEN:-/usr/include/eigen3}" -DEIGEN_NO_DEBUG -DEIGEN_DONT_VECTORIZE
)
printf '%s\n' src/*.cpp | xargs -P "$(nproc)" -I{} sh -c 'shift; exec em++ "$@" -c "$0" -o "'"$work"'/$(basename "$0" .cpp).o"' {} - "${flags[@]}"

em++ "${flags[@]}" "$work"/*.o -o "$work/linalg.wasm" \
  --no-entry -s STANDALONE_WASM=1 -s ALLOW_MEMORY_GROWTH=1 -s MAXIMUM_MEMORY=2147483648 \
  -s INITIAL_MEMORY=4194304 -s TOTAL_STACK=262144 -s FILESYSTEM=0
mv "$work/linalg.wasm" "$output"
printf '%s: %s bytes, %s gzipped\n' "$output" "$(wc -c <"$output")" "$(gzip -9c "$output" | wc -c)"
