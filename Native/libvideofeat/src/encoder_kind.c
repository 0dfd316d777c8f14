#include "encoder_kind.h"

#include <stdio.h>
#include <string.h>

#include <libavutil/opt.h>

#define NONE AV_PIX_FMT_NONE

/* One of our own defaults: left out where this version of the encoder has no such option. */
static void prefer(const AVCodecContext *codec, AVDictionary **options, const char *name, const char *value)
{
    if (codec->priv_data != NULL && av_opt_find(codec->priv_data, name, NULL, 0, 0) != NULL)
        av_dict_set(options, name, value, 0);
}

static void prefer_number(const AVCodecContext *codec, AVDictionary **options, const char *name, int value)
{
    char text[16];
    snprintf(text, sizeof(text), "%d", value);
    prefer(codec, options, name, text);
}

static int no_lossless(const vf_encoder_config *config)
{
    return vf_fail(VF_E_UNSUPPORTED, 0, "open", "%s has no lossless mode", config->codec);
}

/* CRF without complexity compression is one QP for all pictures; offsets pass only where adaptive quantization is on, so it is
 * on with a strength that changes no QP. The last word, for a preset or an option would undo it. */
static void add_varied_qp(AVDictionary **parameters, int qp)
{
    av_dict_set_int(parameters, "crf", qp, 0);
    av_dict_set(parameters, "qcomp", "1", 0);
    av_dict_set(parameters, "ipratio", "1", 0);
    av_dict_set(parameters, "aq-mode", "1", 0);
    av_dict_set(parameters, "aq-strength", "0.0001", 0);
    av_dict_set(parameters, "qg-size", "16", 0);
    av_dict_set(parameters, "cutree", "0", 0);
}

static int add_x265(AVDictionary **parameters, const vf_encoder_config *config)
{
    av_dict_set(parameters, "info", "0", 0);           /* no 2 KB settings SEI with every key picture */
    av_dict_set(parameters, "repeat-headers", "1", 0); /* parameter sets in band, also with a global header */
    av_dict_set(parameters, "open-gop", "0", 0);
    av_dict_set(parameters, "bframes", "0", 0);
    av_dict_set(parameters, "log-level", vf_log_wants_stderr() ? "warning" : "none", 0); /* it writes to stderr itself */
    av_dict_set_int(parameters, "hash", config->hash ? 1 : 0, 0);
    if (config->lossless)
        av_dict_set(parameters, "lossless", "1", 0);
    else if (config->qp >= 0 && !config->vary_qp)
        av_dict_set_int(parameters, "qp", config->qp, 0);
    if (config->max_cu > 0)
        av_dict_set_int(parameters, "ctu", config->max_cu, 0);
    if (config->min_cu > 0)
        av_dict_set_int(parameters, "min-cu-size", config->min_cu, 0);
    if (config->threads > 0)
        av_dict_set_int(parameters, "pools", config->threads, 0);
    for (const char *const *o = config->options; o != NULL && o[0] != NULL && o[1] != NULL; o += 2) {
        if (!vf_x265_option_known(o[0]))
            return vf_fail(VF_E_OPTION, 0, "open",
                           "libx265 option '%s' (given with the value '%s') is unknown, or set by another setting", o[0],
                           o[1]);
        /* The wrapper's map of QP offsets counts blocks of 16 samples; x265 pads to its smallest CU and would read past it. */
        if (config->vary_qp && strcmp(o[0], "min-cu-size") == 0 && strcmp(o[1], "8") != 0 && strcmp(o[1], "16") != 0)
            return vf_fail(VF_E_OPTION, 0, "open", "libx265 option min-cu-size is '%s'; a QP for each picture allows 8 and 16",
                           o[1]);
        av_dict_set(parameters, o[0], o[1], 0);
    }
    if (config->vary_qp)
        add_varied_qp(parameters, config->qp);
    return VF_OK;
}

static int configure_x265(AVCodecContext *codec, const vf_encoder_config *config, AVDictionary **options)
{
    AVDictionary *parameters = NULL;
    int least = config->max_cu > 16 ? config->max_cu : 16; /* x265: "Picture size must be at least one CTU", and a CTU 16 */
    if (config->width < least || config->height < least)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "libx265 takes no side below %d%s; the size is %dx%d", least,
                       config->max_cu > 16 ? ", its CTU" : "", config->width, config->height);
    codec->thread_count = 1; /* x265's frame threads: each would hold one more picture back */
    int result = add_x265(&parameters, config);
    if (result == VF_OK) {
        int error = av_opt_set_dict_val(codec->priv_data, "x265-params", parameters, 0);
        if (error < 0)
            result = vf_fail(VF_E_CODEC, error, "open", "libx265 took no parameters");
    }
    av_dict_free(&parameters);
    av_dict_set(options, "preset", config->preset != NULL ? config->preset : "superfast", 0);
    av_dict_set(options, "tune", "zerolatency", 0); /* one packet for each frame */
    av_dict_set(options, "forced-idr", "1", 0);     /* a forced key picture is an IDR with parameter sets */
    return result;
}

static int configure_nvenc(AVCodecContext *codec, const vf_encoder_config *config, AVDictionary **options)
{
    prefer(codec, options, "preset", config->preset != NULL ? config->preset : "p4");
    prefer(codec, options, "tune", config->lossless ? "lossless" : "ull");
    prefer(codec, options, "zerolatency", "1");
    prefer(codec, options, "delay", "0");
    prefer(codec, options, "forced-idr", "1");
    prefer(codec, options, "no-scenecut", "1");
    prefer(codec, options, "rc-lookahead", "0");
    prefer(codec, options, "spatial_aq", "0");
    prefer(codec, options, "temporal_aq", "0");
    prefer(codec, options, "rc", config->lossless || config->qp >= 0 ? "constqp" : "cbr");
    if (config->lossless || config->qp >= 0)
        prefer_number(codec, options, "qp", config->lossless ? 0 : config->qp);
    return vf_options_to_dict(config->options, options, "open");
}

static int configure_qsv(AVCodecContext *codec, const vf_encoder_config *config, AVDictionary **options)
{
    if (config->lossless)
        return no_lossless(config);
    if (config->preset != NULL)
        prefer(codec, options, "preset", config->preset);
    prefer(codec, options, "async_depth", "1");
    prefer(codec, options, "forced_idr", "1");
    prefer(codec, options, "look_ahead", "0");
    prefer(codec, options, "look_ahead_depth", "0");
    prefer(codec, options, "dblk_idc", "1"); /* deblocking off */
    if (config->qp >= 0) {
        codec->flags |= AV_CODEC_FLAG_QSCALE;
        codec->global_quality = config->qp * FF_QP2LAMBDA;
    }
    return vf_options_to_dict(config->options, options, "open");
}

static int configure_vaapi(AVCodecContext *codec, const vf_encoder_config *config, AVDictionary **options)
{
    if (config->lossless)
        return no_lossless(config);
    prefer(codec, options, "async_depth", "1");
    prefer(codec, options, "idr_interval", "0");
    prefer(codec, options, "rc_mode", config->qp >= 0 ? "CQP" : "CBR");
    if (config->qp >= 0)
        prefer_number(codec, options, "qp", config->qp);
    return vf_options_to_dict(config->options, options, "open");
}

static int configure_amf(AVCodecContext *codec, const vf_encoder_config *config, AVDictionary **options)
{
    if (config->lossless)
        return no_lossless(config);
    prefer(codec, options, "usage", "ultralowlatency");
    if (config->preset != NULL)
        prefer(codec, options, "quality", config->preset);
    prefer(codec, options, "header_insertion_mode", "idr");
    prefer(codec, options, "rc", config->qp >= 0 ? "cqp" : "cbr");
    if (config->qp >= 0) {
        prefer_number(codec, options, "qp_i", config->qp);
        prefer_number(codec, options, "qp_p", config->qp);
    }
    return vf_options_to_dict(config->options, options, "open");
}

static int configure_videotoolbox(AVCodecContext *codec, const vf_encoder_config *config, AVDictionary **options)
{
    if (config->lossless)
        return no_lossless(config);
    prefer(codec, options, "realtime", "1");
    prefer(codec, options, "allow_sw", "0");
    if (config->qp >= 0) { /* it knows a quality of 1 to 100, no QP */
        codec->flags |= AV_CODEC_FLAG_QSCALE;
        codec->global_quality = FF_QP2LAMBDA * (1 + 99 * (51 - config->qp) / 51);
    }
    return vf_options_to_dict(config->options, options, "open");
}

#define SEMIPLANAR {NONE, NONE, NONE}, {AV_PIX_FMT_NV12, AV_PIX_FMT_P010, NONE}

static const vf_encoder_kind kinds[] = {
    {"libx265", {AV_PIX_FMT_GRAY8, AV_PIX_FMT_GRAY10, AV_PIX_FMT_GRAY12},
     {AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10, AV_PIX_FMT_YUV420P12}, AV_HWDEVICE_TYPE_NONE, NONE, configure_x265},
    {"hevc_nvenc", SEMIPLANAR, AV_HWDEVICE_TYPE_NONE, NONE, configure_nvenc},
    {"hevc_qsv", SEMIPLANAR, AV_HWDEVICE_TYPE_QSV, AV_PIX_FMT_QSV, configure_qsv},
    {"hevc_vaapi", SEMIPLANAR, AV_HWDEVICE_TYPE_VAAPI, AV_PIX_FMT_VAAPI, configure_vaapi},
    {"hevc_amf", SEMIPLANAR, AV_HWDEVICE_TYPE_NONE, NONE, configure_amf},
    {"hevc_videotoolbox", SEMIPLANAR, AV_HWDEVICE_TYPE_NONE, NONE, configure_videotoolbox},
};

const vf_encoder_kind *vf_encoder_kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

enum AVPixelFormat vf_encoder_kind_format(const vf_encoder_kind *kind, const vf_encoder_config *config)
{
    const enum AVPixelFormat *formats = config->chroma == VF_CHROMA_GRAY ? kind->gray : kind->yuv420;
    switch (config->bit_depth) {
    case 8: return formats[0];
    case 10: return formats[1];
    case 12: return formats[2];
    default: return NONE;
    }
}
