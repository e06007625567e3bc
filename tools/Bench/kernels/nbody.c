// The C of nbody.wat, for native compilers.
#include "kernel.h"

typedef struct {
    f64 x, y, z, u, v, w, m;
} Body;

static const Body start[5] = {
    {0, 0, 0, 0, 0, 0, 40},
    {5, -1, 0.125, 0.5, 2.75, -0.0625, 0.0375},
    {8.25, 4, -0.375, -1, 1.75, 0.03125, 0.01125},
    {13, -15, -0.25, 1.0625, 0.875, -0.0078125, 0.00175},
    {15.5, -26, 0.1875, 0.96875, 0.59375, -0.03125, 0.002},
};

static Body bodies[5];

static void advance(f64 dt)
{
    for (i32 i = 0; i < 5; i++) {
        Body *p = &bodies[i];
        for (i32 j = i + 1; j < 5; j++) {
            Body *q = &bodies[j];
            f64 dx = p->x - q->x, dy = p->y - q->y, dz = p->z - q->z;
            f64 square = dx * dx + dy * dy + dz * dz;
            f64 magnitude = dt / (square * __builtin_sqrt(square));
            f64 pull = q->m * magnitude;
            p->u -= dx * pull;
            p->v -= dy * pull;
            p->w -= dz * pull;
            pull = p->m * magnitude;
            q->u += dx * pull;
            q->v += dy * pull;
            q->w += dz * pull;
        }
    }
    for (i32 i = 0; i < 5; i++) {
        Body *p = &bodies[i];
        p->x += dt * p->u;
        p->y += dt * p->v;
        p->z += dt * p->w;
    }
}

static f64 energy(void)
{
    f64 sum = 0;
    for (i32 i = 0; i < 5; i++) {
        const Body *p = &bodies[i];
        sum += 0.5 * p->m * (p->u * p->u + p->v * p->v + p->w * p->w);
        for (i32 j = i + 1; j < 5; j++) {
            const Body *q = &bodies[j];
            f64 dx = p->x - q->x, dy = p->y - q->y, dz = p->z - q->z;
            sum -= p->m * q->m / __builtin_sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return sum;
}

RUN(f64)
{
    for (i32 i = 0; i < 5; i++) {
        bodies[i] = start[i];
    }
    for (; n; n--) {
        advance(0.0009765625);
    }
    return energy();
}
