// The C of sieve.wat, for native compilers.
#include "kernel.h"

#define CAPACITY 16000000

static u8 struck[CAPACITY];

RUN(i32)
{
    u32 size = (u32)n;
    if (size > CAPACITY) {
        return -1;
    }
    for (u32 i = 0; i < size; i++) {
        struck[i] = 0;
    }
    i32 count = 0;
    for (u32 i = 2; i < size; i++) {
        if (!struck[i]) {
            count++;
            if (i < 46341) { // else its square is above 2^31
                for (u32 j = i * i; j < size; j += i) {
                    struck[j] = 1;
                }
            }
        }
    }
    return count;
}
