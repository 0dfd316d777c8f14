/* Small HEVC streams for the tests: access units of a moving pattern that holds every code. */
#ifndef VF_STREAM_H
#define VF_STREAM_H

#include "check.h"

typedef struct unit {
    uint8_t *data;
    int32_t size;
    int64_t pts;
    int key;
} unit;

typedef struct stream {
    int width, height, depth, count;
    unit units[32];
    uint8_t extradata[1024];
    int32_t extradata_size;
} stream;

static inline vf_encoder_config stream_config(int width, int height, int depth, int chroma, int key_interval)
{
    return (vf_encoder_config){.struct_size = sizeof(vf_encoder_config), .width = width, .height = height, .bit_depth = depth,
                               .chroma = chroma, .lossless = 1, .qp = -1, .key_interval = key_interval, .threads = 1,
                               .global_header = 1, .hash = 1, .min_cu = 8, .frame_rate = 25, .codec = "libx265",
                               .preset = "ultrafast"};
}

static inline uint8_t *stream_picture(int width, int height, int depth, int number)
{
    int bytes = depth > 8 ? 2 : 1;
    uint8_t *luma = malloc((size_t)(width * height * bytes)), *to = luma;
    for (int i = 0; i < width * height; i++) {
        unsigned code = ((unsigned)i + 11u * (unsigned)number) & ((1u << depth) - 1);
        *to++ = (uint8_t)code;
        if (bytes == 2)
            *to++ = (uint8_t)(code >> 8);
    }
    return luma;
}

static inline void stream_take(vf_encoder *encoder, stream *s)
{
    vf_packet packet = {.struct_size = sizeof(packet)};
    while (vf_encoder_receive(encoder, &packet) == VF_OK) {
        unit *u = &s->units[s->count++];
        u->data = malloc((size_t)packet.size);
        memcpy(u->data, packet.data, (size_t)packet.size);
        u->size = (int32_t)packet.size;
        u->pts = packet.pts;
        u->key = (packet.flags & VF_PACKET_KEY) != 0;
        vf_packet_release(&packet);
    }
}

static inline stream stream_make(const vf_encoder_config *config, int count)
{
    stream s = {.width = config->width, .height = config->height, .depth = config->bit_depth};
    vf_encoder *encoder = NULL;
    const uint8_t *extradata;
    CHECK(vf_encoder_open(config, &encoder) == VF_OK);
    CHECK(vf_encoder_extradata(encoder, &extradata, &s.extradata_size) == VF_OK);
    CHECK(s.extradata_size <= (int32_t)sizeof(s.extradata));
    if (s.extradata_size > 0)
        memcpy(s.extradata, extradata, (size_t)s.extradata_size);
    for (int n = 0; n < count; n++) {
        uint8_t *luma = stream_picture(s.width, s.height, s.depth, n);
        CHECK(vf_encoder_send(encoder, luma, s.width * (s.depth > 8 ? 2 : 1), n, 0) == VF_OK);
        free(luma);
        stream_take(encoder, &s);
    }
    CHECK(vf_encoder_finish(encoder) == VF_OK);
    stream_take(encoder, &s);
    vf_encoder_close(encoder);
    return s;
}

static inline void stream_free(stream *s)
{
    for (int n = 0; n < s->count; n++)
        free(s->units[n].data);
    s->count = 0;
}

static inline vf_decoder *stream_decoder(void)
{
    vf_decoder *decoder = NULL;
    vf_decoder_config config = {.struct_size = sizeof(config), .threads = 1, .max_width = 1024, .max_height = 1024,
                                .check_hash = 1};
    CHECK(vf_decoder_open(&config, &decoder) == VF_OK);
    return decoder;
}

/* 1 if the frame holds exactly picture number pts of the stream. */
static inline int stream_same(const stream *s, const vf_frame *frame)
{
    int row = s->width * (s->depth > 8 ? 2 : 1), same = frame->width == s->width && frame->height == s->height
        && frame->bit_depth == s->depth;
    uint8_t *luma = stream_picture(s->width, s->height, s->depth, (int)frame->pts);
    for (int y = 0; same && y < s->height; y++)
        same = memcmp(frame->luma + (ptrdiff_t)y * frame->stride, luma + y * row, (size_t)row) == 0;
    free(luma);
    return same;
}

#endif
