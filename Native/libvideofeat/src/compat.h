/* What differs between FFmpeg 5.1 and 8, in one place. */
#ifndef VF_COMPAT_H
#define VF_COMPAT_H

#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libavutil/version.h>

/* AV_FRAME_FLAG_KEY came with libavutil 58.7 (6.1); AVFrame.key_frame left with 60 (8.0). */
static inline int vf_frame_is_key(const AVFrame *frame)
{
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
    return (frame->flags & AV_FRAME_FLAG_KEY) != 0;
#else
    return frame->key_frame != 0;
#endif
}

#endif
