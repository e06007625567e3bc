// The C of mandelbrot.wat, for native compilers.
#include "kernel.h"

static i32 steps(f64 cx, f64 cy)
{
    f64 x = 0, y = 0;
    i32 i = 0;
    do {
        f64 xx = x * x, yy = y * y;
        if (xx + yy > 4) {
            break;
        }
        y = x * 2 * y + cy;
        x = xx - yy + cx;
        i++;
    } while (i < 100);
    return i;
}

RUN(i32)
{
    f64 scale = 3 / (f64)n;
    i32 sum = 0;
    for (i32 row = 0; row < n; row++) {
        for (i32 column = 0; column < n; column++) {
            sum += steps((f64)column * scale - 2, (f64)row * scale - 1.5);
        }
    }
    return sum;
}
