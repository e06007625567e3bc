// Sorts 8n pseudo-random numbers of 32 bits by quicksort (median of three, insertion sort for short runs), then finds
// each in a hash table with open addressing: loads and stores at places and branches that cannot be foreseen.
// Result: a hash over the sorted numbers and the places where they were found.
// quick: 5000 = i32:-2045907294
// full: 125000 = i32:-2069949016
#include "kernel.h"

#define CAPACITY (1 << 20)

static u32 numbers[CAPACITY];
static u32 table[CAPACITY * 2];

static void swap(u32 *a, u32 *b)
{
    u32 t = *a;
    *a = *b;
    *b = t;
}

static void sort(u32 *low, u32 *high)
{
    while (high - low > 16) {
        u32 *middle = low + (high - low) / 2;
        if (*middle < *low) {
            swap(middle, low);
        }
        if (high[-1] < *middle) {
            swap(high - 1, middle);
            if (*middle < *low) {
                swap(middle, low);
            }
        }
        u32 pivot = *middle;
        u32 *i = low, *j = high - 1;
        for (;;) {
            while (*i < pivot) {
                i++;
            }
            while (pivot < *j) {
                j--;
            }
            if (i >= j) {
                break;
            }
            swap(i++, j--);
        }
        // The shorter part by recursion, so that the depth is bounded.
        if (i - low < high - i) {
            sort(low, i);
            low = i;
        } else {
            sort(i, high);
            high = i;
        }
    }
    for (u32 *i = low + 1; i < high; i++) {
        u32 x = *i;
        u32 *j = i;
        for (; j > low && j[-1] > x; j--) {
            *j = j[-1];
        }
        *j = x;
    }
}

static u32 place(u32 x, u32 mask)
{
    u32 i = x * 0x9e3779b1u >> 7 & mask;
    while (table[i] && table[i] != x) {
        i = (i + 1) & mask;
    }
    return i;
}

RUN(i32)
{
    u32 count = (u32)n * 8;
    if (count > CAPACITY) {
        return -1;
    }
    u32 mask = 16;
    while (mask < count * 2) {
        mask *= 2;
    }
    mask--;
    u32 x = 1;
    for (u32 i = 0; i <= mask; i++) {
        table[i] = 0;
    }
    for (u32 i = 0; i < count; i++) {
        x = x * 1664525u + 1013904223u;
        numbers[i] = (x ^ x >> 16) | 1;
        table[place(numbers[i], mask)] = numbers[i];
    }
    sort(numbers, numbers + count);
    u32 hash = 0;
    for (u32 i = 0; i < count; i++) {
        hash = hash * 31 + (numbers[i] ^ place(numbers[i], mask));
    }
    return (i32)hash;
}
