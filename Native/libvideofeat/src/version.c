#include "internal.h"

#include <stdio.h>
#include <string.h>

#include <libavutil/avutil.h>

uint32_t vf_abi_version(void)
{
    return VF_ABI_VERSION;
}

int vf_version_get(vf_version *out)
{
    if (out == NULL || out->struct_size < sizeof(*out))
        return vf_fail(VF_E_ARGUMENT, 0, "version", "the version struct is too small");
    out->abi = VF_ABI_VERSION;
    out->avcodec_built = LIBAVCODEC_VERSION_INT;
    out->avcodec_loaded = avcodec_version();
    out->avformat_built = LIBAVFORMAT_VERSION_INT;
    out->avformat_loaded = avformat_version();
    out->avutil_built = LIBAVUTIL_VERSION_INT;
    out->avutil_loaded = avutil_version();
    out->license = avcodec_license();
    out->configuration = avcodec_configuration();
    return VF_OK;
}

int32_t vf_codec_list(char *text, int32_t capacity)
{
    void *position = NULL;
    const AVCodec *codec;
    size_t length = 0, room = text != NULL && capacity > 0 ? (size_t)capacity : 0;
    if (room > 0)
        text[0] = '\0';
    while ((codec = av_codec_iterate(&position)) != NULL) {
        if (codec->id != AV_CODEC_ID_HEVC)
            continue;
        const char *kind = av_codec_is_encoder(codec) ? "encoder" : "decoder";
        int added = snprintf(length < room ? text + length : NULL, length < room ? room - length : 0, "%s %s\n",
                             kind, codec->name);
        length += (size_t)added;
    }
    return (int32_t)length;
}
