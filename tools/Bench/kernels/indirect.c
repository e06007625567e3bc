// The C of indirect.wat, for native compilers.
#include "kernel.h"

static u32 f0(u32 x) { return x * 1664525u + 1013904223u; }
static u32 f1(u32 x) { return x * 22695477u - 1; }
static u32 f2(u32 x) { return (x << 13 | x >> 19) ^ 0x5bd1e995u; }
static u32 f3(u32 x) { return x + 0x9e3779b9u; }
static u32 f4(u32 x) { return x ^ x << 5; }
static u32 f5(u32 x) { return (x | 1) * 0x85ebca6bu; }
static u32 f6(u32 x) { return 0x27d4eb2fu - x; }
static u32 f7(u32 x) { return (x >> 7 | x << 25) + 0x165667b1u; }

// Not constant, as a table of WebAssembly's is not.
static u32 (*volatile const table[])(u32) = {f0, f1, f2, f3, f4, f5, f6, f7};

RUN(i32)
{
    u32 x = 1;
    for (u32 i = (u32)n; i; i--) {
        x = table[(i + (i >> 6)) & 7](x + i);
    }
    return (i32)x;
}
