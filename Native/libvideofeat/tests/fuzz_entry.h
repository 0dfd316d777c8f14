/* What every bad input goes through: it may fail, but it must neither crash nor hang nor claim a match it has not. */
#ifndef VF_FUZZ_ENTRY_H
#define VF_FUZZ_ENTRY_H

#include "memory_file.h"
#include "check.h"

static inline void drain(vf_decoder *decoder)
{
    vf_frame frame = {.struct_size = sizeof(frame)};
    while (vf_decoder_receive(decoder, &frame) == VF_OK) {
        CHECK(frame.width >= 1 && frame.height >= 1);
        unsigned sum = 0;
        int row = frame.width * (frame.bit_depth > 8 ? 2 : 1);
        for (int y = 0; y < frame.height; y++)
            for (int x = 0; x < row; x++)
                sum += frame.luma[(ptrdiff_t)y * frame.stride + x];
        CHECK(sum < UINT32_MAX); /* every sample was read */
        vf_frame_release(&frame);
    }
}

static inline void try_decode(const uint8_t *data, size_t size)
{
    vf_decoder_config config = {.struct_size = sizeof(config), .threads = 1, .max_width = 512, .max_height = 512,
                                .check_hash = 1, .extradata = data,
                                .extradata_size = size > 0 && data[0] != 1 ? (int32_t)(size / 4) : 0};
    vf_decoder *decoder = NULL;
    if (vf_decoder_open(&config, &decoder) != VF_OK)
        return;
    for (int round = 0; round < 2 && size > 0; round++) {
        vf_decoder_send(decoder, data, (int32_t)size, round);
        drain(decoder);
    }
    vf_decoder_reset(decoder);
    if (size > 0)
        vf_decoder_send(decoder, data, (int32_t)size, 2);
    drain(decoder);
    vf_decoder_finish(decoder);
    drain(decoder);
    vf_decoder_close(decoder);
}

static inline void try_demux(const memory_file *file, const uint8_t *data, size_t size)
{
    vf_demuxer_config config = {.struct_size = sizeof(config), .timeout_ms = 20000};
    vf_demuxer *demuxer = NULL;
    vf_packet packet = {.struct_size = sizeof(packet)};
    if (!memory_file_set(file, data, size) || vf_demuxer_open(file->path, &config, &demuxer) != VF_OK)
        return;
    vf_decoder_config decoding = {.struct_size = sizeof(decoding), .threads = 1, .max_width = 512, .max_height = 512,
                                  .check_hash = 1};
    vf_decoder *decoder = NULL;
    CHECK(vf_decoder_open(&decoding, &decoder) == VF_OK);
    for (int n = 0; n < 100 && vf_demuxer_read(demuxer, &packet) == VF_OK; n++) {
        if (packet.size > 0 && vf_decoder_send(decoder, packet.data, (int32_t)packet.size, packet.pts) == VF_OK)
            drain(decoder);
        vf_packet_release(&packet);
    }
    vf_demuxer_seek(demuxer, 5);
    if (vf_demuxer_read(demuxer, &packet) == VF_OK)
        vf_packet_release(&packet);
    vf_decoder_close(decoder);
    vf_demuxer_close(demuxer);
}

static inline void try_media(const memory_file *file, const uint8_t *data, size_t size)
{
    vf_media_config config = {.struct_size = sizeof(config), .max_width = 512, .max_height = 512, .threads = 1,
                              .timeout_ms = 20000};
    vf_media *media = NULL;
    uint8_t rgb[3 * 24 * 16];
    double seconds;
    if (!memory_file_set(file, data, size) || vf_media_open(file->path, &config, &media) != VF_OK)
        return;
    for (int n = 0; n < 20 && vf_media_read(media, &seconds) == VF_OK; n++)
        vf_media_scale(media, 0, 0, 0, 0, 24, 16, rgb, sizeof(rgb));
    vf_media_close(media);
}

static inline void try_sei(const uint8_t *data, size_t size)
{
    static const uint8_t message[40] = {0};
    const vf_bytes list = {message, sizeof(message)};
    int64_t most = vf_sei_max_length((int64_t)size, sizeof(message), 1);
    uint8_t *result = malloc((size_t)most);
    int64_t length = vf_sei_insert(data, (int64_t)size, &list, 1, result, most);
    CHECK(length == VF_E_DATA || (length > (int64_t)size && length <= most));
    free(result);
}

#endif
