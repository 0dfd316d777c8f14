/* What differs between FFmpeg 5.1 and 8, in one place. */
#ifndef VF_COMPAT_H
#define VF_COMPAT_H

#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libavutil/version.h>
#include <libavformat/avformat.h>

/* AV_FRAME_FLAG_KEY came with libavutil 58.7 (6.1); AVFrame.key_frame left with 60 (8.0). */
static inline int vf_frame_is_key(const AVFrame *frame)
{
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
    return (frame->flags & AV_FRAME_FLAG_KEY) != 0;
#else
    return frame->key_frame != 0;
#endif
}

/* Side data of a stream moved to its codec parameters with libavformat 60.15 (6.1). NULL: none of at least this size. */
static inline const uint8_t *vf_stream_side_data(const AVStream *stream, enum AVPacketSideDataType type, size_t size)
{
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
    const AVCodecParameters *p = stream->codecpar;
    const AVPacketSideData *data = av_packet_side_data_get(p->coded_side_data, p->nb_coded_side_data, type);
    return data != NULL && data->size >= size ? data->data : NULL;
#else
    size_t found = 0;
    const uint8_t *data = av_stream_get_side_data(stream, type, &found);
    return found >= size ? data : NULL;
#endif
}

#endif
