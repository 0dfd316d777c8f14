/* The least that a C test needs. */
#ifndef VF_CHECK_H
#define VF_CHECK_H

#include "videofeat_native.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition)                                                                             \
    do {                                                                                             \
        if (!(condition)) {                                                                          \
            vf_error e_ = {.struct_size = sizeof(e_)};                                               \
            vf_last_error(&e_);                                                                      \
            fprintf(stderr, "%s:%d: not true: %s (last error %d, %s: %s)\n", __FILE__, __LINE__, #condition, e_.code, \
                    e_.step, e_.detail);                                                             \
            failures++;                                                                              \
        }                                                                                            \
    } while (0)

/* Deterministic on every platform (xorshift32). */
static inline uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Tests are slower by a factor of 30 under valgrind: it asks for less. */
static inline int rounds(int wanted)
{
    const char *divide = getenv("VF_TEST_DIVIDE");
    int by = divide != NULL ? atoi(divide) : 1;
    return by > 1 ? (wanted + by - 1) / by : wanted;
}

static inline int finish(const char *name)
{
    fprintf(stderr, "%s: %s\n", name, failures == 0 ? "passed" : "FAILED");
    return failures == 0 ? 0 : 1;
}

#endif
