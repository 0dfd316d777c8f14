/* What differs between the HEVC encoders: sample layouts, device, and the names of their low-delay options. */
#ifndef VF_ENCODER_KIND_H
#define VF_ENCODER_KIND_H

#include "internal.h"

#include <libavutil/hwcontext.h>

typedef struct vf_encoder_kind {
    const char *name;
    enum AVPixelFormat gray[3], yuv420[3]; /* 8, 10, 12 bit; AV_PIX_FMT_NONE: not possible */
    enum AVHWDeviceType device;            /* AV_HWDEVICE_TYPE_NONE: frames in system memory */
    enum AVPixelFormat surface;
    /* Sets what the configuration asks for; options that this FFmpeg's encoder lacks are passed over. */
    int (*configure)(AVCodecContext *codec, const vf_encoder_config *config, AVDictionary **options);
} vf_encoder_kind;

const vf_encoder_kind *vf_encoder_kind_find(const char *name);
enum AVPixelFormat vf_encoder_kind_format(const vf_encoder_kind *kind, const vf_encoder_config *config);

#endif
