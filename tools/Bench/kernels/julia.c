// A Julia set on an n by n grid, four points at a time: vectors of four f32, comparisons that give masks, and a branch
// on whether any lane goes on. At most 100 steps. Result: the sum of the steps.
// quick: 320 = i32:1506038
// full: 3000 = i32:132369929
#include "kernel.h"

typedef f32 f32x4 __attribute__((vector_size(16)));
typedef i32 i32x4 __attribute__((vector_size(16)));

#ifdef __wasm__
#include <wasm_simd128.h>
#define ANY(mask) wasm_v128_any_true((v128_t)(mask))
#elif defined(__SSE2__)
#include <emmintrin.h>
#define ANY(mask) _mm_movemask_epi8((__m128i)(mask))
#else
#define ANY(mask) ((mask)[0] | (mask)[1] | (mask)[2] | (mask)[3])
#endif

RUN(i32)
{
    const f32 scale = 3.0f / (f32)n;
    const f32x4 cx = {-0.75f, -0.75f, -0.75f, -0.75f};
    const f32x4 cy = {0.11f, 0.11f, 0.11f, 0.11f};
    const f32x4 four = {4, 4, 4, 4};
    i32x4 sum = {0, 0, 0, 0};
    for (i32 row = 0; row < n; row++) {
        f32 y0 = (f32)row * scale - 1.5f;
        for (i32 column = 0; column < n; column += 4) {
            f32x4 x = {(f32)column, (f32)(column + 1), (f32)(column + 2), (f32)(column + 3)};
            x = x * scale - 1.5f;
            f32x4 y = {y0, y0, y0, y0};
            for (i32 step = 0; step < 100; step++) {
                f32x4 xx = x * x, yy = y * y;
                i32x4 inside = xx + yy <= four;
                if (!ANY(inside)) {
                    break;
                }
                sum -= inside;
                y = (x + x) * y + cy;
                x = xx - yy + cx;
            }
        }
    }
    return sum[0] + sum[1] + sum[2] + sum[3];
}
