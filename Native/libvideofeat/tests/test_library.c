/* Version, log, error text. */
#include "check.h"

static void version(void)
{
    vf_version v = {.struct_size = sizeof(v)};
    CHECK(vf_abi_version() == VF_ABI_VERSION);
    CHECK(vf_version_get(&v) == VF_OK);
    CHECK(v.avcodec_built >> 16 == v.avcodec_loaded >> 16);
    CHECK(strstr(v.license, "GPL") != NULL);
    CHECK(v.configuration[0] != '\0');
    v.struct_size = 4;
    CHECK(vf_version_get(&v) == VF_E_ARGUMENT);
}

static void codecs(void)
{
    char text[4096];
    int32_t length = vf_codec_list(NULL, 0);
    CHECK(length > 0 && length < (int32_t)sizeof(text));
    CHECK(vf_codec_list(text, sizeof(text)) == length);
    CHECK((int32_t)strlen(text) == length);
    CHECK(strstr(text, "encoder libx265\n") != NULL);
    CHECK(strstr(text, "decoder hevc\n") != NULL);
    CHECK(vf_codec_list(text, 10) == length);
    CHECK(strlen(text) == 9);
}

static void errors(void)
{
    vf_error error = {.struct_size = sizeof(error)};
    vf_encoder *encoder;
    CHECK(vf_encoder_open(NULL, &encoder) == VF_E_ARGUMENT);
    vf_last_error(&error);
    CHECK(error.code == VF_E_ARGUMENT && error.averror == 0);
    CHECK(strcmp(error.step, "open") == 0);
    CHECK(strcmp(error.detail, "an encoder needs a configuration and a place for its handle") == 0);
    vf_error small = {.struct_size = 8};
    vf_last_error(&small);
    CHECK(small.code == VF_E_ARGUMENT && small.struct_size == 8);
}

static void log_ring(void)
{
    char line[256];
    const uint8_t garbage[64] = {0, 0, 1, 0x26, 1, 0xff, 0x12};
    while (vf_log_read(line, sizeof(line)) > 0) {
    }
    vf_decoder_config config = {.struct_size = sizeof(config), .max_width = 64, .max_height = 64};
    vf_decoder *decoder = NULL;
    vf_log_configure(24, 0);
    CHECK(vf_decoder_open(&config, &decoder) == VF_OK);
    for (int i = 0; i < 100; i++)
        CHECK(vf_decoder_send(decoder, garbage, sizeof(garbage), i) == VF_E_DATA);
    int lines = 0;
    while (vf_log_read(line, sizeof(line)) > 0)
        lines++;
    CHECK(lines == 64); /* the oldest were lost */
    vf_log_configure(-8, 0);
    CHECK(vf_decoder_send(decoder, garbage, sizeof(garbage), 0) == VF_E_DATA);
    CHECK(vf_log_read(line, sizeof(line)) == 0);
    vf_log_configure(24, 0);
    vf_decoder_close(decoder);
}

int main(void)
{
    version();
    codecs();
    errors();
    log_ring();
    return finish("library");
}
