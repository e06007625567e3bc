// Writes a JSON document of some 40 KB and parses it, n times: scanning of bytes with branches and a switch, recursion,
// numbers, escapes, UTF-8. Result: a hash over all values and their places.
// quick: 16 = i32:-1627543152
// full: 800 = i32:-325690897
#include "kernel.h"

#define CAPACITY 65536

static u8 text[CAPACITY];
static u8 *out;
static const u8 *in;
static u32 hash;

static void mix(u32 x)
{
    hash = (hash ^ x) * 0x9e3779b1u;
    hash ^= hash >> 15;
}

static u32 random_state;

static u32 next(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

// Writing.

static void put(const char *s)
{
    while (*s) {
        *out++ = (u8)*s++;
    }
}

static void put_number(u32 x)
{
    u8 digits[12];
    i32 count = 0;
    do {
        digits[count++] = (u8)('0' + x % 10);
        x /= 10;
    } while (x);
    while (count) {
        *out++ = digits[--count];
    }
}

static void put_string(void)
{
    static const char *const pieces[] = {"alpha", "be ta", "\\n", "\\\"q\\\"", "\xc3\xa4\xc3\xb6", "\\u20ac", "\xe2\x82\xac", "0123456789"};
    *out++ = '"';
    for (u32 i = 1 + next() % 4; i; i--) {
        put(pieces[next() % 8]);
    }
    *out++ = '"';
}

static void put_value(u32 depth)
{
    u32 kind = depth == 0 ? next() % 5 : 5 + next() % 2;
    switch (kind) {
    case 0:
        put(next() & 1 ? "true" : "false");
        break;
    case 1:
        put("null");
        break;
    case 2:
        put_string();
        break;
    case 3:
        if (next() & 1) {
            *out++ = '-';
        }
        put_number(next());
        break;
    case 4:
        put_number(next() % 1000);
        *out++ = '.';
        put_number(1 + next() % 100000);
        put("e-3");
        break;
    case 5:
        *out++ = '[';
        for (u32 i = 0; i < 8; i++) {
            if (i) {
                put(", ");
            }
            put_value(depth - 1);
        }
        *out++ = ']';
        break;
    default:
        *out++ = '{';
        for (u32 i = 0; i < 6; i++) {
            if (i) {
                put(",\n  ");
            }
            put_string();
            put(": ");
            put_value(depth - 1);
        }
        *out++ = '}';
        break;
    }
}

// Reading. Returns 0 for an error.

static void skip_space(void)
{
    while (*in == ' ' || *in == '\n' || *in == '\r' || *in == '\t') {
        in++;
    }
}

static i32 hex_digit(u8 c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static i32 read_string(void)
{
    in++;
    for (;;) {
        u32 c = *in++;
        if (c == '"') {
            return 1;
        }
        if (c < 32) {
            return 0;
        }
        if (c == '\\') {
            switch (*in++) {
            case '"': c = '"'; break;
            case '\\': c = '\\'; break;
            case '/': c = '/'; break;
            case 'b': c = 8; break;
            case 'f': c = 12; break;
            case 'n': c = 10; break;
            case 'r': c = 13; break;
            case 't': c = 9; break;
            case 'u':
                c = 0;
                for (i32 i = 0; i < 4; i++) {
                    i32 digit = hex_digit(*in++);
                    if (digit < 0) {
                        return 0;
                    }
                    c = c << 4 | (u32)digit;
                }
                break;
            default:
                return 0;
            }
        } else if (c >= 0x80) {
            i32 more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
            c &= 0x3fu >> more;
            for (; more; more--) {
                u32 byte = *in++;
                if ((byte & 0xc0) != 0x80) {
                    return 0;
                }
                c = c << 6 | (byte & 0x3f);
            }
        }
        mix(c);
    }
}

static i32 read_number(void)
{
    i32 negative = *in == '-';
    in += negative;
    f64 value = 0;
    i32 exponent = 0;
    if (*in < '0' || *in > '9') {
        return 0;
    }
    while (*in >= '0' && *in <= '9') {
        value = value * 10 + (*in++ - '0');
    }
    if (*in == '.') {
        in++;
        while (*in >= '0' && *in <= '9') {
            value = value * 10 + (*in++ - '0');
            exponent--;
        }
    }
    if (*in == 'e' || *in == 'E') {
        in++;
        i32 minus = *in == '-';
        in += minus;
        i32 written = 0;
        while (*in >= '0' && *in <= '9') {
            written = written * 10 + (*in++ - '0');
        }
        exponent += minus ? -written : written;
    }
    for (; exponent < 0; exponent++) {
        value /= 10;
    }
    mix((u32)(i64)(value * 16) ^ (u32)negative);
    return 1;
}

static i32 read_word(const char *word)
{
    for (; *word; word++) {
        if (*in++ != (u8)*word) {
            return 0;
        }
    }
    return 1;
}

static i32 read_value(void)
{
    skip_space();
    mix((u32)(in - text));
    switch (*in) {
    case '{':
        do {
            in++;
            skip_space();
            if (*in != '"' || !read_string()) {
                return 0;
            }
            skip_space();
            if (*in++ != ':' || !read_value()) {
                return 0;
            }
            skip_space();
        } while (*in == ',');
        return *in++ == '}';
    case '[':
        do {
            in++;
            if (!read_value()) {
                return 0;
            }
            skip_space();
        } while (*in == ',');
        return *in++ == ']';
    case '"':
        return read_string();
    case 't':
        return read_word("true");
    case 'f':
        return read_word("false");
    case 'n':
        return read_word("null");
    default:
        return read_number();
    }
}

RUN(i32)
{
    hash = 1;
    random_state = 2024;
    for (i32 i = 0; i < n; i++) {
        // A new document for each eight readings.
        if ((i & 7) == 0) {
            out = text;
            put_value(4);
            *out = 0;
        }
        in = text;
        if (!read_value()) {
            return -1;
        }
    }
    return (i32)hash;
}
