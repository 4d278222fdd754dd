// One allocator for the whole module: blocks that JavaScript asks for, and scratch of the routines.
//
// Sizes are rounded up to classes, four to an octave; a freed block goes to the list of its class and comes back to
// the next request of that class. So a program that repeats its requests never grows the memory. Blocks are never
// split or joined: at most a quarter of a block is unused, and what a program no longer asks for stays in its list.
#include "core.h"

namespace {

constexpr size_t PAGE = 65536;
constexpr size_t SMALLEST = 64;
constexpr int CLASSES = 4 * 27;  // up to 64 · 2²⁷ bytes: more than a 32-bit memory holds
constexpr size_t HEADER = 16;    // keeps payloads aligned to 16 bytes

struct Block {
  unsigned sizeClass;
  bool out;
  Block* next;
};
static_assert(sizeof(Block) <= HEADER, "the header holds the block's bookkeeping");

Block* freeLists[CLASSES];
char* top = nullptr;  // first byte never handed out
size_t used = 0;      // bytes in blocks that are out

size_t classSize(int index) {
  const size_t octave = SMALLEST << (index / 4);
  return octave + octave / 4 * (index % 4);
}

int classOf(size_t bytes) {
  if (bytes <= SMALLEST) return 0;
  const int octave = 31 - __builtin_clz((unsigned)(bytes - 1)) - 6;  // 64 · 2^octave < bytes ≤ 2 · 64 · 2^octave
  const size_t quarter = (SMALLEST << octave) / 4;
  const int step = (int)((bytes - (SMALLEST << octave) + quarter - 1) / quarter);
  return 4 * octave + step;
}

// Makes sure that memory reaches to `end`; false when the machine refuses.
bool reserve(size_t end) {
  const size_t have = __builtin_wasm_memory_size(0) * PAGE;
  if (end <= have) return true;
  size_t pages = (end - have + PAGE - 1) / PAGE;
  // Grow by at least an eighth, so that a growing program does not refresh its views for every block.
  const size_t generous = have / 8 / PAGE;
  if (pages < generous && __builtin_wasm_memory_grow(0, generous) != (size_t)-1) return true;
  return __builtin_wasm_memory_grow(0, pages) != (size_t)-1;
}

}  // namespace

extern "C" char __heap_base;

void* allocate(size_t bytes) {
  if (bytes > 0x7fff0000u) return nullptr;
  const int index = classOf(bytes);
  Block* block = freeLists[index];
  if (block) {
    freeLists[index] = block->next;
  } else {
    if (!top) top = (char*)(((size_t)&__heap_base + 15) & ~(size_t)15);
    const size_t size = HEADER + classSize(index);
    if (size > 0xffff0000u - (size_t)top || !reserve((size_t)top + size)) return nullptr;
    block = reinterpret_cast<Block*>(top);
    block->sizeClass = (unsigned)index;
    top += size;
  }
  block->out = true;
  used += classSize(index);
  return reinterpret_cast<char*>(block) + HEADER;
}

void release(void* payload) {
  if (!payload) return;
  Block* block = reinterpret_cast<Block*>(static_cast<char*>(payload) - HEADER);
  if (!block->out) __builtin_trap();  // given back twice: going on would hand the same memory to two owners
  block->out = false;
  used -= classSize((int)block->sizeClass);
  block->next = freeLists[block->sizeClass];
  freeLists[block->sizeClass] = block;
}

// A block of at least `bytes` bytes, aligned to 16; 0 when memory is exhausted. Its contents are undefined.
EXPORT(alloc) void* exportedAlloc(size_t bytes) { return allocate(bytes); }

// Gives a block back. 0 is ignored.
EXPORT(free) void exportedFree(void* payload) { release(payload); }

// Bytes in blocks that have not been given back, rounded up to their classes.
EXPORT(bytesInUse) size_t bytesInUse() { return used; }
