/* Encoder and decoder: every code survives lossless coding; bad settings are refused; devices that are absent say so. */
#include "stream.h"

static void lossless(int width, int height, int depth, int chroma, int key_interval)
{
    vf_encoder_config config = stream_config(width, height, depth, chroma, key_interval);
    stream s = stream_make(&config, 4);
    vf_decoder *decoder = stream_decoder();
    int decoded = 0;
    CHECK(s.count == 4);
    for (int n = 0; n < s.count; n++) {
        CHECK(s.units[n].key == (n % key_interval == 0));
        CHECK(vf_decoder_send(decoder, s.units[n].data, s.units[n].size, s.units[n].pts) == VF_OK);
        vf_frame frame = {.struct_size = sizeof(frame)};
        while (vf_decoder_receive(decoder, &frame) == VF_OK) {
            CHECK(frame.pts == decoded && stream_same(&s, &frame));
            CHECK(frame.hash == VF_HASH_MATCH && frame.chroma == chroma);
            decoded++;
            vf_frame_release(&frame);
            vf_frame_release(&frame); /* a second release is harmless */
        }
    }
    CHECK(decoded == 4);
    vf_decoder_close(decoder);
    stream_free(&s);
}

static void frames_outlive_their_decoder(void)
{
    vf_encoder_config config = stream_config(64, 64, 8, VF_CHROMA_420, 1);
    stream s = stream_make(&config, 1);
    vf_decoder *decoder = stream_decoder();
    vf_frame frame = {.struct_size = sizeof(frame)};
    CHECK(vf_decoder_send(decoder, s.units[0].data, s.units[0].size, 0) == VF_OK);
    CHECK(vf_decoder_receive(decoder, &frame) == VF_OK);
    vf_decoder_close(decoder);
    CHECK(stream_same(&s, &frame));
    vf_frame_release(&frame);
    stream_free(&s);
}

static int open_code(vf_encoder_config config)
{
    vf_encoder *encoder = NULL;
    int code = vf_encoder_open(&config, &encoder);
    CHECK((code == VF_OK) == (encoder != NULL));
    vf_encoder_close(encoder);
    return code;
}

static void refusals(void)
{
    static const char *const unknown[] = {"sped", "9", NULL}, *const bad[] = {"rd", "quick", NULL}, *const odd[] = {"rd", NULL};
    vf_encoder_config good = stream_config(64, 64, 8, VF_CHROMA_420, 1), c = good;
    CHECK(open_code(good) == VF_OK);
    c = good, c.options = unknown;
    CHECK(open_code(c) == VF_E_OPTION);
    c = good, c.options = bad;
    CHECK(open_code(c) == VF_E_OPTION);
    c = good, c.options = odd;
    CHECK(open_code(c) == VF_OK || open_code(c) == VF_E_ARGUMENT);
    c = good, c.width = 63;
    CHECK(open_code(c) == VF_E_ARGUMENT);
    c = good, c.width = 8, c.height = 8;
    CHECK(open_code(c) < 0);
    c = good, c.preset = "reckless";
    CHECK(open_code(c) < 0);
    c = good, c.codec = "libx266";
    CHECK(open_code(c) == VF_E_UNSUPPORTED);
    c = good, c.struct_size = 8;
    CHECK(open_code(c) == VF_E_ARGUMENT);
}

static void hardware_says_why(void)
{
    static const char *const names[] = {"hevc_nvenc", "hevc_qsv", "hevc_vaapi", "hevc_amf", "hevc_videotoolbox"};
    static const char *const devices[] = {"cuda", "qsv", "vaapi", "videotoolbox", "abacus"};
    for (int i = 0; i < 5; i++) {
        vf_encoder_config config = stream_config(256, 256, 8, VF_CHROMA_420, 4);
        vf_probe_result result = {.struct_size = sizeof(result)};
        config.codec = names[i];
        config.lossless = 0;
        config.qp = 22;
        config.preset = NULL;
        CHECK(vf_probe_encoder(&config, &result) == VF_OK);
        CHECK(result.works == (result.step[0] == '\0') && result.works == (result.reason[0] == '\0'));
        result = (vf_probe_result){.struct_size = sizeof(result)};
        CHECK(vf_probe_decoder(devices[i], 256, 256, 8, VF_CHROMA_420, &result) == VF_OK);
        CHECK(result.works == (result.step[0] == '\0') && result.works == (result.reason[0] == '\0'));
    }
}

static void probes(void)
{
    vf_encoder_config config = stream_config(64, 64, 10, VF_CHROMA_420, 2);
    vf_probe_result result = {.struct_size = sizeof(result)};
    CHECK(vf_probe_encoder(&config, &result) == VF_OK && result.works);
    config.lossless = 0;
    config.qp = 30;
    CHECK(vf_probe_encoder(&config, &result) == VF_OK && result.works && result.psnr > 20 && result.psnr < 80);
    CHECK(vf_probe_decoder("software", 64, 64, 8, VF_CHROMA_GRAY, &result) == VF_OK && result.works);
}

/* Each picture at its own QP, intra and P: what decodes is what the encoder made (its hash), and a higher QP takes fewer bytes. */
static void varied_qp(int width, int height, int depth, int key_interval)
{
    static const int32_t qps[] = {10, 40, 26, 51, 0, 26};
    vf_encoder_config config = stream_config(width, height, depth, VF_CHROMA_420, key_interval);
    config.lossless = 0, config.qp = 26, config.vary_qp = 1;
    vf_encoder *encoder = NULL;
    CHECK(vf_encoder_open(&config, &encoder) == VF_OK);
    vf_decoder *decoder = stream_decoder();
    uint8_t *luma = calloc((size_t)width * (size_t)height, 2);
    int32_t bytes[6] = {0};
    for (int n = 0; n < 6; n++) {
        uint32_t seed = 7; /* the same noise each time, on a ramp */
        for (int i = 0; i < width * height; i++) {
            seed = seed * 1664525 + 1013904223;
            int code = (i % width + (int)(seed >> 27)) & 255;
            if (depth > 8) {
                luma[2 * i] = (uint8_t)code;
                luma[2 * i + 1] = 1;
            } else {
                luma[i] = (uint8_t)code;
            }
        }
        CHECK(vf_encoder_set_qp(encoder, qps[n]) == VF_OK);
        CHECK(vf_encoder_send(encoder, luma, width * (depth > 8 ? 2 : 1), n, 0) == VF_OK);
        vf_packet packet = {.struct_size = sizeof(packet)};
        CHECK(vf_encoder_receive(encoder, &packet) == VF_OK);
        bytes[n] = packet.size;
        CHECK(vf_decoder_send(decoder, packet.data, packet.size, n) == VF_OK);
        vf_packet_release(&packet);
        vf_frame frame = {.struct_size = sizeof(frame)};
        CHECK(vf_decoder_receive(decoder, &frame) == VF_OK && frame.hash == VF_HASH_MATCH);
        vf_frame_release(&frame);
    }
    if (key_interval == 1)
        CHECK(bytes[4] > bytes[0] && bytes[0] > bytes[2] && bytes[2] > bytes[1] && bytes[1] > bytes[3]);
    else
        CHECK(bytes[4] > 2 * bytes[3] && bytes[4] > 2 * bytes[1]);
    CHECK(vf_encoder_set_qp(encoder, 52) == VF_E_ARGUMENT && vf_encoder_set_bitrate(encoder, 100) == VF_E_ARGUMENT);
    free(luma);
    vf_decoder_close(decoder);
    vf_encoder_close(encoder);
}

static void varied_qp_refusals(void)
{
    static const char *const wide[] = {"min-cu-size", "32", NULL};
    vf_encoder_config c = stream_config(64, 64, 8, VF_CHROMA_420, 1);
    c.vary_qp = 1;
    CHECK(open_code(c) == VF_E_UNSUPPORTED); /* lossless has no QP */
    c.lossless = 0, c.qp = 26, c.options = wide;
    CHECK(open_code(c) == VF_E_OPTION);
    c.options = NULL, c.codec = "hevc_nvenc";
    CHECK(open_code(c) == VF_E_UNSUPPORTED);
    c = stream_config(64, 64, 8, VF_CHROMA_420, 1);
    c.lossless = 0, c.bitrate_kbps = 500;
    vf_encoder *encoder = NULL;
    CHECK(vf_encoder_open(&c, &encoder) == VF_OK);
    CHECK(vf_encoder_set_bitrate(encoder, 250) == VF_OK && vf_encoder_set_bitrate(encoder, 0) == VF_E_ARGUMENT);
    CHECK(vf_encoder_set_qp(encoder, 20) == VF_E_ARGUMENT);
    vf_encoder_close(encoder);
}

int main(void)
{
    lossless(64, 48, 8, VF_CHROMA_420, 1);
    lossless(66, 50, 8, VF_CHROMA_420, 4);
    lossless(37, 23, 8, VF_CHROMA_GRAY, 2);
    lossless(64, 64, 10, VF_CHROMA_420, 4);
    lossless(64, 64, 10, VF_CHROMA_GRAY, 1);
    lossless(80, 64, 12, VF_CHROMA_420, 1);
    lossless(80, 64, 12, VF_CHROMA_GRAY, 4);
    frames_outlive_their_decoder();
    refusals();
    varied_qp(66, 50, 8, 1);
    varied_qp(82, 34, 8, 100);
    varied_qp(70, 98, 10, 1);
    varied_qp(50, 66, 10, 100);
    varied_qp_refusals();
    probes();
    hardware_says_why();
    return finish("codec");
}
