// The product of two matrices of 128 by 128 f64, n times: nested loops over memory, multiplication and addition, rows and
// columns. Result: a weighted sum of the last product's elements (to the bit: order of operations is fixed).
// quick: 2 = f64:37.823214530944824
// full: 50 = f64:-120.20693679890522
#include "kernel.h"

#define SIZE 128

static f64 a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

static void multiply(void)
{
    for (i32 i = 0; i < SIZE; i++) {
        for (i32 j = 0; j < SIZE; j++) {
            f64 sum = 0;
            for (i32 k = 0; k < SIZE; k++) {
                sum += a[i][k] * b[k][j];
            }
            c[i][j] = sum;
        }
    }
}

RUN(f64)
{
    for (i32 i = 0; i < SIZE; i++) {
        for (i32 j = 0; j < SIZE; j++) {
            a[i][j] = (f64)((i * 7 + j * 3) % 31) / 32 - 0.5;
            b[i][j] = (f64)((i * 5 + j * 11) % 29) / 32 - 0.4375;
        }
    }
    for (i32 round = 0; round < n; round++) {
        multiply();
        // The next product depends on this one, and elements stay below 1.
        for (i32 i = 0; i < SIZE; i++) {
            a[i][(i + round) % SIZE] = c[i][i] / 256;
        }
    }
    f64 sum = 0;
    for (i32 i = 0; i < SIZE; i++) {
        for (i32 j = 0; j < SIZE; j++) {
            sum += c[i][j] * (f64)(i - j);
        }
    }
    return sum;
}
