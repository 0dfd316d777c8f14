/* The decoded picture hash SEI (H.265, D.2.19, method MD5), compared by us: FFmpeg's own check misses truncated slices. */
#include "internal.h"

#include <string.h>

#include <libavutil/md5.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>

enum { PICTURE_HASH = 132, METHOD_MD5 = 0, MD5_BYTES = 16, RBSP_BYTES = 512 };

/* Takes emulation prevention out of as much of the NAL payload as fits. */
static size_t unescape(const vf_nal *nal, uint8_t *rbsp, size_t capacity)
{
    size_t length = 0;
    int zeros = 0;
    for (const uint8_t *p = nal->payload + 2; p < nal->end && length < capacity; p++) {
        if (zeros >= 2 && *p == 3) {
            zeros = 0;
            continue;
        }
        zeros = *p == 0 ? zeros + 1 : 0;
        rbsp[length++] = *p;
    }
    return length;
}

static size_t read_255(const uint8_t *rbsp, size_t length, size_t *at)
{
    size_t value = 0;
    while (*at < length) {
        uint8_t byte = rbsp[(*at)++];
        value += byte;
        if (byte != 255)
            break;
    }
    return value;
}

static void parse_sei(const uint8_t *rbsp, size_t length, vf_picture_hash *hash)
{
    for (size_t at = 0; length - at >= 3;) {
        size_t type = read_255(rbsp, length, &at);
        size_t size = read_255(rbsp, length, &at);
        if (size > length - at)
            return;
        if (type == PICTURE_HASH && rbsp[at] == METHOD_MD5 && (size == 1 + MD5_BYTES || size == 1 + 3 * MD5_BYTES)) {
            hash->components = (int)(size / MD5_BYTES);
            memcpy(hash->md5, rbsp + at + 1, size - 1);
            return;
        }
        at += size;
    }
}

void vf_picture_hash_find(const uint8_t *data, size_t size, vf_picture_hash *hash)
{
    uint8_t rbsp[RBSP_BYTES];
    const uint8_t *end = data + size;
    vf_nal nal;
    hash->components = 0;
    for (const uint8_t *p = data; vf_nal_next(p, end, &nal); p = nal.end)
        if (nal.type == VF_NAL_SUFFIX_SEI)
            parse_sei(rbsp, unescape(&nal, rbsp, sizeof(rbsp)), hash);
}

/* One component of a planar or semi-planar picture; samples over 8 bits count as two bytes, little-endian. */
static void component_md5(const AVFrame *frame, const AVPixFmtDescriptor *format, int component, struct AVMD5 *md5,
                          uint8_t digest[MD5_BYTES])
{
    const AVComponentDescriptor *c = &format->comp[component];
    int bytes = c->depth > 8 ? 2 : 1;
    int width = component == 0 ? frame->width : AV_CEIL_RSHIFT(frame->width, format->log2_chroma_w);
    int height = component == 0 ? frame->height : AV_CEIL_RSHIFT(frame->height, format->log2_chroma_h);
    uint8_t gathered[512];
    av_md5_init(md5);
    for (int y = 0; y < height; y++) {
        const uint8_t *row = frame->data[c->plane] + (ptrdiff_t)y * frame->linesize[c->plane] + c->offset;
        if (c->step == bytes && c->shift == 0) {
            av_md5_update(md5, row, (size_t)(width * bytes));
            continue;
        }
        size_t filled = 0;
        for (int x = 0; x < width; x++, row += c->step) {
            if (bytes == 1) {
                gathered[filled++] = row[0];
            } else {
                unsigned sample = (unsigned)(row[0] | row[1] << 8) >> c->shift;
                gathered[filled++] = (uint8_t)(sample & 255);
                gathered[filled++] = (uint8_t)(sample >> 8);
            }
            if (filled == sizeof(gathered)) {
                av_md5_update(md5, gathered, filled);
                filled = 0;
            }
        }
        av_md5_update(md5, gathered, filled);
    }
    av_md5_final(md5, digest);
}

int vf_picture_hash_check(const vf_picture_hash *hash, const AVFrame *frame)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    if (hash->components == 0 || format == NULL)
        return VF_HASH_NONE;
    if (format->nb_components != hash->components)
        return VF_HASH_MISMATCH;
    struct AVMD5 *md5 = av_md5_alloc();
    int result = md5 == NULL ? VF_HASH_NONE : VF_HASH_MATCH;
    for (int i = 0; i < hash->components && result == VF_HASH_MATCH; i++) {
        uint8_t digest[MD5_BYTES];
        component_md5(frame, format, i, md5, digest);
        if (memcmp(digest, hash->md5[i], MD5_BYTES) != 0)
            result = VF_HASH_MISMATCH;
    }
    av_free(md5);
    return result;
}
