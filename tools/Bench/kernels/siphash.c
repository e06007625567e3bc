// SipHash-2-4 of a buffer of 4096 bytes, n times, chained: additions, rotations and exclusive ors of 64 bits.
// quick: 1000 = i32:-1010898886
// full: 40000 = i32:-2017706911
#include "kernel.h"

#define ROTATE(x, by) ((x) << (by) | (x) >> (64 - (by)))
#define ROUND()                                                                    \
    do {                                                                           \
        v0 += v1; v1 = ROTATE(v1, 13); v1 ^= v0; v0 = ROTATE(v0, 32);              \
        v2 += v3; v3 = ROTATE(v3, 16); v3 ^= v2;                                   \
        v0 += v3; v3 = ROTATE(v3, 21); v3 ^= v0;                                   \
        v2 += v1; v1 = ROTATE(v1, 17); v1 ^= v2; v2 = ROTATE(v2, 32);              \
    } while (0)

#define WORDS 512

static u64 buffer[WORDS];

static u64 hash(u64 key0, u64 key1)
{
    u64 v0 = key0 ^ 0x736f6d6570736575u, v1 = key1 ^ 0x646f72616e646f6du;
    u64 v2 = key0 ^ 0x6c7967656e657261u, v3 = key1 ^ 0x7465646279746573u;
    for (u32 i = 0; i < WORDS; i++) {
        u64 m = buffer[i];
        v3 ^= m;
        ROUND();
        ROUND();
        v0 ^= m;
    }
    u64 last = (u64)(WORDS * 8 & 255) << 56;
    v3 ^= last;
    ROUND();
    ROUND();
    v0 ^= last;
    v2 ^= 255;
    ROUND();
    ROUND();
    ROUND();
    ROUND();
    return v0 ^ v1 ^ v2 ^ v3;
}

RUN(i32)
{
    u64 x = 1;
    for (u32 i = 0; i < WORDS; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        buffer[i] = x ^ x >> 29;
    }
    for (i32 i = 0; i < n; i++) {
        x = hash(x, 0x0706050403020100u + (u64)i);
        buffer[i & (WORDS - 1)] ^= x;
    }
    return (i32)(x ^ x >> 32);
}
