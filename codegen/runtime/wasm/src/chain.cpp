// Several entrywise operations in one pass: the intermediate entries stay in the first-level cache.
#include "vector.h"

using Map = void(size_t n, const double* a, double* c);
using Binary = void(size_t n, const double* a, const double* b, double* c);
using WithNumber = void(size_t n, double s, const double* a, double* c);

// The names that chains.ts counts, in its order.
#define MAPS(X)                                                                                                   \
  X(negate) X(square) X(sqrt) X(rsqrt) X(recip) X(cbrt) X(abs) X(sign) X(relu) X(step) X(exp) X(expm1) X(log)     \
  X(log1p) X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(sigmoid) X(softplus) X(silu)    \
  X(gelu) X(erf) X(normalcdf) X(lgamma) X(digamma) X(trigamma) X(tetragamma) X(pentagamma)
#define BINARIES(X) X(add) X(sub) X(mul) X(div) X(max) X(min)
#define WITH_NUMBER(X) X(scale) X(addScalar) X(powScalar)

#define DECLARE_MAP(name) extern "C" Map name##Entries;
#define DECLARE_BINARY(name) extern "C" Binary name##Entries;
#define DECLARE_WITH_NUMBER(name) extern "C" WithNumber name##Entries;
MAPS(DECLARE_MAP)
BINARIES(DECLARE_BINARY)
WITH_NUMBER(DECLARE_WITH_NUMBER)
extern "C" void combineEntries(size_t n, double alpha, const double* a, double beta, const double* b, double* c);

namespace {

#define ENTRY(name) name##Entries,
Map* const maps[] = {MAPS(ENTRY)};
Binary* const binaries[] = {BINARIES(ENTRY)};
WithNumber* const withNumber[] = {WITH_NUMBER(ENTRY)};
constexpr int MAP_COUNT = sizeof(maps) / sizeof(*maps), BINARY_COUNT = sizeof(binaries) / sizeof(*binaries);
constexpr int NUMBER_COUNT = sizeof(withNumber) / sizeof(*withNumber);

constexpr int STEPS = 16;
constexpr int CHUNK = 512;

// A step as JavaScript writes it: everything is a double, so that one view of memory serves.
struct Step {
  double operation, address, s, t;
};
Step program[STEPS];
alignas(16) double current[CHUNK];

void run(const Step& step, size_t offset, int n, const double* from, double* to) {
  int op = (int)step.operation;
  if (op < MAP_COUNT) return maps[op]((size_t)n, from, to);
  op -= MAP_COUNT;
  const double* b = reinterpret_cast<const double*>((size_t)step.address) + offset;
  if (op < BINARY_COUNT) return binaries[op]((size_t)n, from, b, to);
  op -= BINARY_COUNT;
  if (op < NUMBER_COUNT) return withNumber[op]((size_t)n, step.s, from, to);
  combineEntries((size_t)n, step.s, from, step.t, b, to);
}

}  // namespace

// Where the steps of `chain` are written: operation, address of the second operand, two numbers.
EXPORT(chainProgram) double* chainProgram() { return &program[0].operation; }

// C = the steps applied to A, one after the other, entry by entry. C may be A or any operand.
EXPORT(chain) void chain(size_t n, int steps, const double* a, double* c) {
  for (size_t i = 0; i < n; i += CHUNK) {
    const int count = n - i < CHUNK ? (int)(n - i) : CHUNK;
    const double* from = a + i;
    for (int k = 0; k < steps; k++) {
      // Operands may be C: it is written by the last step only.
      double* to = k + 1 < steps ? current : c + i;
      run(program[k], i, count, from, to);
      from = to;
    }
  }
}
