// What all kernels share. A kernel is freestanding C: it defines run() and calls no library, so that the same source is
// compiled for WebAssembly and, with harness.c, for the machine.
#ifndef KERNEL_H
#define KERNEL_H

typedef signed char i8;
typedef unsigned char u8;
typedef short i16;
typedef unsigned short u16;
typedef int i32;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;
typedef double f64;
typedef float f32;

// Head of run(). What harness.c calls gives an i32 as f64 too, which holds every i32.
#ifdef __wasm__
#define RUN(type) __attribute__((export_name("run"))) type run(i32 n)
#else
#define RUN(type)                                        \
    static type run(i32 n);                              \
    f64 run_kernel(i32 n);                               \
    f64 run_kernel(i32 n) { return (f64)run(n); }        \
    static __attribute__((noinline)) type run(i32 n)
#endif

#endif
