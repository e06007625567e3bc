// The C of dot.wat, for native compilers.
#include "kernel.h"

static i16 numbers[16384] __attribute__((aligned(16)));

#ifdef __SSE2__
#include <emmintrin.h>

static i32 dot(void)
{
    const __m128i *a = (const __m128i *)numbers, *b = a + 1024;
    __m128i low = _mm_setzero_si128(), high = low;
    for (i32 i = 0; i < 1024; i += 2) {
        low = _mm_add_epi32(low, _mm_madd_epi16(_mm_load_si128(a + i), _mm_load_si128(b + i)));
        high = _mm_add_epi32(high, _mm_madd_epi16(_mm_load_si128(a + i + 1), _mm_load_si128(b + i + 1)));
    }
    i32 sums[4];
    _mm_storeu_si128((__m128i *)sums, _mm_add_epi32(low, high));
    return (i32)((u32)sums[0] + (u32)sums[1] + ((u32)sums[2] + (u32)sums[3]));
}
#else
static i32 dot(void)
{
    u32 sum = 0;
    for (i32 i = 0; i < 8192; i++) {
        sum += (u32)(numbers[i] * numbers[i + 8192]);
    }
    return (i32)sum;
}
#endif

RUN(i32)
{
    u32 x = 12345;
    for (i32 i = 0; i < 16384; i++) {
        x = x * 1103515245u + 12345u;
        numbers[i] = (i16)(x >> 16);
    }
    u32 sum = 0;
    for (u32 i = (u32)n; i; i--) {
        sum += (u32)dot();
        numbers[(i * 34 & 32766) / 2] = (i16)sum;
    }
    return (i32)sum;
}
