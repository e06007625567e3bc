// The C of fib.wat, for native compilers.
#include "kernel.h"

static __attribute__((noinline)) i32 fib(i32 n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

RUN(i32)
{
    return fib(n);
}
