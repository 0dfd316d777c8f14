/* SEI insertion: exact bytes, bounds, and random access units against a plain reader. */
#include "check.h"

static const uint8_t slice[] = {0, 0, 0, 1, 0x40, 1, 7, 0, 0, 1, 0x26, 1, 10, 11};

static void exact_bytes(void)
{
    uint8_t message[20], result[100];
    memset(message, 1, 16);
    memset(message + 16, 0, 4);
    const vf_bytes list = {message, sizeof(message)};
    const uint8_t expected[] = {0, 0, 0, 1, 0x40, 1, 7, 0, 0, 0, 1, 0x4e, 1, 5, 20, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                1, 1, 1, 1, 1, 1, 0, 0, 3, 0, 0, 0x80, 0, 0, 1, 0x26, 1, 10, 11};
    CHECK(vf_sei_insert(slice, sizeof(slice), &list, 1, result, sizeof(result)) == (int64_t)sizeof(expected));
    CHECK(memcmp(result, expected, sizeof(expected)) == 0);
    CHECK(vf_sei_insert(slice, sizeof(slice), NULL, 0, result, sizeof(result)) == (int64_t)sizeof(slice));
    CHECK(memcmp(result, slice, sizeof(slice)) == 0);
}

static void refusals(void)
{
    uint8_t message[32] = {0}, result[100];
    vf_bytes list = {message, 15};
    CHECK(vf_sei_insert(slice, sizeof(slice), &list, 1, result, sizeof(result)) == VF_E_ARGUMENT);
    list.size = 32;
    CHECK(vf_sei_insert(slice, 7, &list, 1, result, sizeof(result)) == VF_E_DATA);
    CHECK(vf_sei_insert(NULL, 7, &list, 1, result, sizeof(result)) == VF_E_ARGUMENT);
    CHECK(vf_sei_insert(slice, sizeof(slice), NULL, 1, result, sizeof(result)) == VF_E_ARGUMENT);
    CHECK(vf_sei_max_length(-1, 0, 0) == -1);
    CHECK(vf_sei_max_length(INT32_MAX, 16, 1) == -1);
    CHECK(vf_sei_max_length(100, 0, 0) == 100);
}

/* Every capacity: either refused, or complete; the allocation is exact so that a sanitizer sees a byte too many. */
static void capacities(void)
{
    uint8_t message[300] = {0};
    const vf_bytes list[2] = {{message, sizeof(message)}, {message, 16}};
    int64_t most = vf_sei_max_length(sizeof(slice), 316, 2), needed = 0;
    for (int64_t capacity = 0; capacity <= most; capacity++) {
        uint8_t *result = malloc((size_t)capacity + 1);
        int64_t length = vf_sei_insert(slice, sizeof(slice), list, 2, result, capacity);
        CHECK(length == VF_E_ARGUMENT || (length > 0 && length <= capacity));
        if (length > 0 && needed == 0)
            needed = length;
        CHECK(needed == 0 || length == needed);
        free(result);
    }
    CHECK(needed > 0);
}

static void random_units(void)
{
    uint32_t seed = 20240601;
    for (int round = 0; round < rounds(20000); round++) {
        uint8_t unit[64], message[64];
        int64_t size = next_random(&seed) % sizeof(unit), message_size = 16 + next_random(&seed) % 48;
        for (int i = 0; i < size; i++)
            unit[i] = (uint8_t)(next_random(&seed) % 3); /* full of start codes */
        for (int i = 0; i < message_size; i++)
            message[i] = (uint8_t)(next_random(&seed) % 5);
        uint8_t *exact = malloc((size_t)size + 1);
        memcpy(exact, unit, (size_t)size);
        const vf_bytes list = {message, message_size};
        int64_t most = vf_sei_max_length(size, message_size, 1);
        uint8_t *result = malloc((size_t)most);
        int64_t length = vf_sei_insert(exact, size, &list, 1, result, most);
        CHECK(length == VF_E_DATA || (length > size && length <= most));
        if (length > 0) { /* the old bytes are there, with something between them */
            int64_t before = 0, after = 0;
            while (before < size && result[before] == unit[before])
                before++;
            while (after < size && result[length - 1 - after] == unit[size - 1 - after])
                after++;
            CHECK(before + after >= size);
        }
        free(result);
        free(exact);
    }
}

int main(void)
{
    exact_bytes();
    refusals();
    capacities();
    random_units();
    return finish("sei");
}
