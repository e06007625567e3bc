// Takeuchi's function with three parameters and Ackermann's with its deep recursion: calls whose results are arguments.
// quick: 7 = i32:15793
// full: 10 = i32:126894
#include "kernel.h"

static __attribute__((noinline)) i32 tak(i32 x, i32 y, i32 z)
{
    return y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z;
}

static __attribute__((noinline)) i32 ackermann(i32 m, i32 n)
{
    return m == 0 ? n + 1 : ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

RUN(i32)
{
    return ackermann(3, n - 1) * 31 + tak(n * 3, n * 2, n);
}
