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
    probes();
    hardware_says_why();
    return finish("codec");
}
