// The C of bytecode.wat, for native compilers.
#include "kernel.h"

typedef struct {
    u8 operation, a, b;
    i8 c;
} Instruction;

// See bytecode.wat. Not constant, so that no compiler runs it.
static Instruction code[] = {
    {1, 0, 0, 0}, {1, 1, 0, 1}, {2, 3, 1, 0}, {9, 0, 0, 5}, {7, 0, 3, 2}, {6, 3, 3, 0}, {9, 0, 0, 1},
    {5, 3, 3, 0}, {3, 0, 0, 1}, {8, 0, 3, -6}, {3, 1, 0, 1}, {10, 2, 1, -10}, {0, 0, 0, 0},
};

static u32 registers[64];

static void interpret(void)
{
    for (const Instruction *pc = code;;) {
        const Instruction *i = pc++;
        u32 *a = &registers[i->a & 63];
        u32 b = registers[i->b & 63];
        switch (i->operation) {
        case 0: return;
        case 1: *a = (u32)i->c; break;
        case 2: *a = b; break;
        case 3: *a += (u32)i->c; break;
        case 4: *a += b; break;
        case 5: *a = b * 3 + 1; break;
        case 6: *a = b >> 1; break;
        case 7: if (b & 1) pc += i->c; break;
        case 8: if (b != 1) pc += i->c; break;
        case 9: pc += i->c; break;
        case 10: if (b <= *a) pc += i->c; break;
        default: __builtin_trap();
        }
    }
}

RUN(i32)
{
    registers[2] = (u32)n;
    interpret();
    return (i32)registers[0];
}
