// What every routine shares: status codes, two-lane vectors of doubles, scratch memory.
//
// Conventions of all routines: matrices are dense, row-major float64, the leading dimension is the number of
// columns; `A[i][j]` lives at `a[i * cols + j]`. Outputs are buffers of the caller. Where a routine says that an
// output may coincide with an input it may; otherwise they must not overlap.
#pragma once

#include <math.h>
#include <stddef.h>
#include <string.h>
#include <wasm_simd128.h>

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

// The codes are part of the binary interface: errors.ts names them.
enum Status : int {
  OK = 0,
  NOT_POSITIVE_DEFINITE = 1,
  SINGULAR = 2,
  NOT_CONVERGED = 3,
  NON_FINITE = 4,
  DOMAIN_ERROR = 5,
  OUT_OF_MEMORY = 6,
};

constexpr double EPS = 2.220446049250313e-16;  // 2⁻⁵²: the gap from 1 to the next double

// memory.cpp
void* allocate(size_t bytes);
void release(void* block);

// Scratch of `count` doubles, given back at the end of the scope. Test it before use: memory may be exhausted.
struct Scratch {
  double* data;
  // The product with 8 must not wrap around.
  explicit Scratch(size_t count)
      : data(count < ((size_t)1 << 28) ? static_cast<double*>(allocate(count * sizeof(double))) : nullptr) {}
  ~Scratch() { release(data); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  operator double*() const { return data; }
};

using f64x2 = v128_t;
static inline f64x2 load(const double* p) { return wasm_v128_load(p); }
static inline f64x2 splat(double x) { return wasm_f64x2_splat(x); }
static inline f64x2 splatAt(const double* p) { return wasm_v128_load64_splat(p); }
static inline void store(double* p, f64x2 v) { wasm_v128_store(p, v); }
static inline f64x2 add(f64x2 a, f64x2 b) { return wasm_f64x2_add(a, b); }
static inline f64x2 sub(f64x2 a, f64x2 b) { return wasm_f64x2_sub(a, b); }
static inline f64x2 mul(f64x2 a, f64x2 b) { return wasm_f64x2_mul(a, b); }
static inline f64x2 div(f64x2 a, f64x2 b) { return wasm_f64x2_div(a, b); }
static inline double lane0(f64x2 v) { return wasm_f64x2_extract_lane(v, 0); }
static inline double lane1(f64x2 v) { return wasm_f64x2_extract_lane(v, 1); }
static inline double sumLanes(f64x2 v) { return lane0(v) + lane1(v); }

static inline int min(int a, int b) { return a < b ? a : b; }
static inline int max(int a, int b) { return a > b ? a : b; }
