// Runs a kernel natively: harness ARGUMENT WARM_MS. Writes the result, then the milliseconds of one call for each line
// that it reads, until its input ends.
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double run_kernel(int n);

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double sample(int n, int repeat)
{
    double start = now();
    for (int i = 0; i < repeat; i++) {
        run_kernel(n);
    }
    return now() - start;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        return 2;
    }
    int n = atoi(arguments[1]);
    double warm = now() + atof(arguments[2]);
    double result = run_kernel(n);
    while (now() < warm) {
        run_kernel(n);
    }
    // A sample is at least 2 ms long.
    int repeat = 1;
    while (sample(n, repeat) < 2 && repeat < 1 << 20) {
        repeat *= 2;
    }
    printf("%.17g\n", result);
    fflush(stdout);
    for (int c = getchar(); c != EOF; c = getchar()) {
        if (c == '\n') {
            printf("%.9g\n", sample(n, repeat) / repeat);
            fflush(stdout);
        }
    }
    return 0;
}
