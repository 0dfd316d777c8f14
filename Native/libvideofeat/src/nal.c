/* Annex B: NAL units between start codes, and our SEI put before the first slice. */
#include "internal.h"

#include <string.h>

enum { USER_DATA_UNREGISTERED = 5, UUID_BYTES = 16 };

/* The first byte of the next 00 00 01, or end. */
static const uint8_t *find_start_code(const uint8_t *p, const uint8_t *end)
{
    while (end - p >= 3) {
        if (p[2] == 0)
            p += 1;
        else if (p[2] == 1 && p[0] == 0 && p[1] == 0)
            return p;
        else
            p += 3;
    }
    return end;
}

int vf_nal_next(const uint8_t *p, const uint8_t *end, vf_nal *nal)
{
    const uint8_t *start = find_start_code(p, end);
    while (end - start >= 5) { /* start code and NAL header */
        nal->payload = start + 3;
        nal->begin = start > p && start[-1] == 0 ? start - 1 : start;
        nal->end = find_start_code(nal->payload, end);
        const uint8_t *next = nal->end;
        while (nal->end - nal->payload > 2 && nal->end[-1] == 0) /* trailing_zero_8bits, and the next start code's zero_byte */
            nal->end--;
        nal->type = (nal->payload[0] >> 1) & 0x3f;
        if (nal->end - nal->payload >= 2)
            return 1;
        start = next;
    }
    return 0;
}

int vf_nal_has_before_slice(const uint8_t *data, size_t size, int type)
{
    const uint8_t *end = data + size;
    vf_nal nal;
    for (const uint8_t *p = data; vf_nal_next(p, end, &nal); p = nal.end) {
        if (nal.type == type)
            return 1;
        if (nal.type < VF_NAL_FIRST_NON_VCL)
            return 0;
    }
    return 0;
}

int64_t vf_sei_max_length(int64_t access_unit_size, int64_t message_bytes, int32_t messages)
{
    if (access_unit_size < 0 || message_bytes < 0 || messages < 0 || access_unit_size > INT32_MAX
        || message_bytes > INT32_MAX)
        return -1;
    /* per message: start code 4, NAL header 2, type 1, last size byte 1, trailing bits 1; size bytes 1 in 255;
     * emulation prevention at most 1 byte in 2, size bytes (0xff) excepted */
    int64_t length = access_unit_size + 9 * (int64_t)messages + message_bytes + message_bytes / 255 + message_bytes / 2
        + messages;
    return length > INT32_MAX ? -1 : length;
}

/* Writes with emulation prevention; zeros counts the zero bytes just written. */
typedef struct escaped_writer {
    uint8_t *to, *end;
    int zeros;
    int overflow;
} escaped_writer;

static void put(escaped_writer *w, uint8_t value)
{
    if (w->zeros == 2 && value <= 3) {
        if (w->to == w->end) {
            w->overflow = 1;
            return;
        }
        *w->to++ = 3;
        w->zeros = 0;
    }
    if (w->to == w->end) {
        w->overflow = 1;
        return;
    }
    *w->to++ = value;
    w->zeros = value == 0 ? w->zeros + 1 : 0;
}

/* sei_message(): payloadType u(8), payloadSize as bytes of 255 and a rest, the payload; then rbsp_trailing_bits (H.265, 7.3.5). */
static void put_message(escaped_writer *w, const vf_bytes *message)
{
    static const uint8_t head[] = {0, 0, 0, 1, VF_NAL_PREFIX_SEI << 1, 1};
    int64_t size = message->size;
    if (w->end - w->to < (ptrdiff_t)sizeof(head)) {
        w->overflow = 1;
        return;
    }
    memcpy(w->to, head, sizeof(head));
    w->to += sizeof(head);
    w->zeros = 0;
    put(w, USER_DATA_UNREGISTERED);
    for (; size >= 255; size -= 255)
        put(w, 255);
    put(w, (uint8_t)size);
    for (int64_t i = 0; i < message->size && !w->overflow; i++)
        put(w, message->data[i]);
    put(w, 0x80);
}

int64_t vf_sei_insert(const uint8_t *access_unit, int64_t size, const vf_bytes *messages, int32_t count,
                      uint8_t *destination, int64_t capacity)
{
    vf_nal nal;
    if (access_unit == NULL || destination == NULL || size < 0 || count < 0 || (count > 0 && messages == NULL))
        return vf_fail(VF_E_ARGUMENT, 0, "sei", "the access unit, the messages and the destination must be given");
    for (int32_t i = 0; i < count; i++)
        if (messages[i].size < UUID_BYTES || messages[i].size > INT32_MAX)
            return vf_fail(VF_E_ARGUMENT, 0, "sei", "message %d has %lld bytes; it begins with a UUID of 16", i,
                           (long long)messages[i].size);
    const uint8_t *end = access_unit + size, *p = access_unit;
    do {
        if (!vf_nal_next(p, end, &nal))
            return vf_fail(VF_E_DATA, 0, "sei", "the access unit of %lld bytes has no slice NAL unit", (long long)size);
        p = nal.end;
    } while (nal.type >= VF_NAL_FIRST_NON_VCL);

    ptrdiff_t before = nal.begin - access_unit, after = end - nal.begin;
    if (capacity < size)
        return vf_fail(VF_E_ARGUMENT, 0, "sei", "the destination of %lld bytes is too small", (long long)capacity);
    memcpy(destination, access_unit, (size_t)before);
    escaped_writer w = {destination + before, destination + capacity - after, 0, 0};
    for (int32_t i = 0; i < count && !w.overflow; i++)
        put_message(&w, &messages[i]);
    if (w.overflow)
        return vf_fail(VF_E_ARGUMENT, 0, "sei", "the destination of %lld bytes is too small", (long long)capacity);
    memcpy(w.to, nal.begin, (size_t)after);
    return w.to - destination + after;
}
