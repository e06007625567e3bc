// An interpreter of a language of eight commands over a tape, written as compilers of C make one: a switch over
// commands in memory, with matching brackets found beforehand. The program sums and triples numbers, n times.
// Result: a hash over what it writes.
// quick: 1 = i32:-1371126011
// full: 40 = i32:734824437
#include "kernel.h"

typedef struct {
    u8 command;
    u8 count;
    u16 target;
} Step;

static const char source[] =
    "++++++++++++++++["            // cell 0: 16 rounds, or more if it was not 0
    ">++++++++[>++++++++<-]"       // cell 2: 64
    ">["
    "[>+>+<<-]>>[<<+>>-]<"         // cell 3 += cell 2, by way of cell 4
    ".[>+++<-]>[<+>-]<."           // written, times three, written
    "<-]"
    ">.[-]<<<-]";                  // written, cleared

static Step program[1024];
static u8 tape[4096];

static i32 is_command(char c)
{
    return c == '>' || c == '<' || c == '+' || c == '-' || c == '.' || c == ',' || c == '[' || c == ']';
}

static void translate(void)
{
    u16 open[64];
    u32 depth = 0, length = 0;
    for (const char *s = source; *s; s++) {
        if (!is_command(*s)) {
            continue;
        }
        Step *step = &program[length];
        step->command = (u8)*s;
        step->count = 1;
        step->target = 0;
        if (*s == '>' || *s == '<' || *s == '+' || *s == '-') {
            while (s[1] == *s) {
                s++;
                step->count++;
            }
        } else if (*s == '[') {
            open[depth++] = (u16)length;
        } else if (*s == ']') {
            u16 start = open[--depth];
            step->target = start;
            program[start].target = (u16)length;
        }
        length++;
    }
    program[length].command = 0;
}

static u32 interpret(u32 hash)
{
    u32 at = 64;
    for (const Step *step = program;; step++) {
        switch (step->command) {
        case 0:
            return hash;
        case '>':
            at = (at + step->count) & (sizeof tape - 1);
            break;
        case '<':
            at = (at - step->count) & (sizeof tape - 1);
            break;
        case '+':
            tape[at] += step->count;
            break;
        case '-':
            tape[at] -= step->count;
            break;
        case '.':
            hash = (hash ^ tape[at]) * 16777619u;
            break;
        case ',':
            tape[at] = 0;
            break;
        case '[':
            if (!tape[at]) {
                step = program + step->target;
            }
            break;
        case ']':
            if (tape[at]) {
                step = program + step->target;
            }
            break;
        }
    }
}

RUN(i32)
{
    u32 hash = 2166136261u;
    for (i32 i = 0; i < n; i++) {
        for (u32 j = 0; j < sizeof tape; j++) {
            tape[j] = 0;
        }
        tape[64] = i & 3;
        translate();
        hash = interpret(hash);
    }
    return (i32)hash;
}
