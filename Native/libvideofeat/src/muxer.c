/* Access units into a container or a network session. Every write reaches the disk (or its error reaches the caller). */
#include "internal.h"

#include <math.h>
#include <string.h>

#include <libavutil/mathematics.h>
#include <libavutil/mem.h>

struct vf_muxer {
    AVFormatContext *format;
    AVStream *stream;
    AVPacket *packet;
    AVRational frame_time;
    int header_written, finished;
    vf_deadline deadline;
};

static int io_failure(int error, int otherwise)
{
    if (error == AVERROR_EXIT || error == AVERROR(ETIMEDOUT))
        return VF_E_TIMEOUT;
    return otherwise;
}

static int add_stream(vf_muxer *m, const vf_muxer_config *c)
{
    m->stream = avformat_new_stream(m->format, NULL);
    if (m->stream == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    AVCodecParameters *p = m->stream->codecpar;
    p->codec_type = AVMEDIA_TYPE_VIDEO;
    p->codec_id = AV_CODEC_ID_HEVC;
    p->width = c->width;
    p->height = c->height;
    p->color_range = AVCOL_RANGE_JPEG;
    if (strcmp(m->format->oformat->name, "mp4") == 0 || strcmp(m->format->oformat->name, "mov") == 0)
        p->codec_tag = MKTAG('h', 'v', 'c', '1'); /* parameter sets in the sample entry: what Apple's players accept */
    if (c->extradata_size > 0) {
        p->extradata = vf_padded_copy(c->extradata, (size_t)c->extradata_size);
        if (p->extradata == NULL)
            return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
        p->extradata_size = c->extradata_size;
    }
    m->stream->time_base = m->frame_time;
    m->stream->avg_frame_rate = av_inv_q(m->frame_time);
    return VF_OK;
}

static int write_header(vf_muxer *m, const char *path, const vf_muxer_config *c, AVDictionary **options)
{
    int error = avformat_init_output(m->format, options);
    if (error < 0)
        return vf_fail(vf_result_of(error), error, "open", "the %s muxer refuses the stream for '%s'", c->format, path);
    int result = vf_options_left_over(*options, c->format, "open");
    if (result != VF_OK)
        return result;
    error = avformat_write_header(m->format, options);
    m->header_written = error >= 0;
    if (error >= 0 && m->format->pb != NULL)
        error = m->format->pb->error;
    return error < 0 ? vf_fail(io_failure(error, vf_result_of(error)), error, "write", "the header of '%s'", path) : VF_OK;
}

static int open_all(vf_muxer *m, const char *path, const vf_muxer_config *c)
{
    char *url = vf_io_url(path);
    if (url == NULL || (m->packet = av_packet_alloc()) == NULL) {
        av_free(url);
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    }
    int error = avformat_alloc_output_context2(&m->format, NULL, c->format, url);
    if (error < 0) {
        av_free(url);
        return vf_fail(VF_E_UNSUPPORTED, 0, "find", "this libavformat has no muxer '%s'", c->format);
    }
    int result = add_stream(m, c);
    if (result == VF_OK && c->comment != NULL && av_dict_set(&m->format->metadata, "comment", c->comment, 0) < 0)
        result = vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    AVDictionary *options = NULL;
    m->format->flags |= AVFMT_FLAG_FLUSH_PACKETS;
    m->format->interrupt_callback = (AVIOInterruptCB){vf_deadline_passed, &m->deadline};
    if (result == VF_OK)
        result = vf_options_to_dict(c->options, &options, "open");
    if (result == VF_OK && (m->format->oformat->flags & AVFMT_NOFILE) == 0) {
        error = avio_open2(&m->format->pb, url, AVIO_FLAG_WRITE, &m->format->interrupt_callback, &options);
        if (error < 0)
            result = vf_fail(io_failure(error, VF_E_IO), error, "open", "'%s' cannot be written", path);
    }
    av_free(url);
    if (result == VF_OK)
        result = write_header(m, path, c, &options);
    av_dict_free(&options);
    return result;
}

int vf_muxer_open(const char *path, const vf_muxer_config *c, vf_muxer **out)
{
    vf_log_begin();
    if (path == NULL || c == NULL || out == NULL || c->struct_size < sizeof(*c) || c->format == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "a muxer needs a path, a format and a place for its handle");
    *out = NULL;
    if (c->width < 1 || c->height < 1 || c->extradata_size < 0 || (c->extradata_size > 0 && c->extradata == NULL)
        || !(c->frame_rate > 0) || !isfinite(c->frame_rate) || c->timeout_ms < 0)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "size %dx%d, %d bytes of extradata, %g frames a second, time limit %d ms", c->width,
                       c->height, c->extradata_size, c->frame_rate, c->timeout_ms);
    vf_muxer *m = av_mallocz(sizeof(*m));
    if (m == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    m->frame_time = av_inv_q(av_d2q(c->frame_rate, 1000000));
    m->deadline.timeout_us = (int64_t)c->timeout_ms * 1000;
    vf_deadline_start(&m->deadline);
    int result = open_all(m, path, c);
    if (result == VF_OK)
        *out = m;
    else
        vf_muxer_close(m);
    return result;
}

int vf_muxer_write(vf_muxer *m, const uint8_t *data, int32_t size, int64_t pts, int32_t key)
{
    vf_log_begin();
    if (m == NULL || data == NULL || size <= 0 || m->finished)
        return vf_fail(VF_E_ARGUMENT, 0, "write", "an open muxer and an access unit of at least one byte must be given");
    int error = av_new_packet(m->packet, size);
    if (error < 0)
        return vf_fail(VF_E_MEMORY, error, "write", "no memory for %d bytes", size);
    memcpy(m->packet->data, data, (size_t)size);
    m->packet->stream_index = m->stream->index;
    m->packet->pts = av_rescale_q(pts, m->frame_time, m->stream->time_base);
    m->packet->dts = m->packet->pts; /* no reordering */
    m->packet->duration = av_rescale_q(pts + 1, m->frame_time, m->stream->time_base) - m->packet->pts;
    m->packet->flags = key ? AV_PKT_FLAG_KEY : 0;
    vf_deadline_start(&m->deadline);
    error = av_write_frame(m->format, m->packet);
    av_packet_unref(m->packet);
    if (error >= 0 && m->format->pb != NULL)
        error = m->format->pb->error;
    return error < 0 ? vf_fail(io_failure(error, error == AVERROR_INVALIDDATA || error == AVERROR(EINVAL) ? VF_E_DATA : VF_E_IO), error,
                               "write", "frame %lld into '%s'", (long long)pts, vf_io_name(m->format)) : VF_OK;
}

int vf_muxer_finish(vf_muxer *m)
{
    vf_log_begin();
    if (m == NULL || m->finished)
        return vf_fail(VF_E_ARGUMENT, 0, "finish", "no open muxer");
    m->finished = 1;
    vf_deadline_start(&m->deadline);
    int error = av_write_trailer(m->format);
    if (m->format->pb != NULL && (m->format->oformat->flags & AVFMT_NOFILE) == 0) {
        avio_flush(m->format->pb);
        if (error >= 0)
            error = m->format->pb->error;
        int closed = avio_closep(&m->format->pb);
        if (error >= 0)
            error = closed;
    }
    return error < 0 ? vf_fail(io_failure(error, VF_E_IO), error, "finish", "the end of '%s'", vf_io_name(m->format)) : VF_OK;
}

void vf_muxer_interrupt(vf_muxer *m)
{
    if (m != NULL)
        atomic_store(&m->deadline.interrupted, 1);
}

void vf_muxer_close(vf_muxer *m)
{
    if (m == NULL)
        return;
    vf_deadline_start(&m->deadline);
    if (m->header_written && !m->finished)
        vf_muxer_finish(m); /* frees what the muxer holds; the caller gave the file up */
    if (m->format != NULL && m->format->oformat != NULL && (m->format->oformat->flags & AVFMT_NOFILE) == 0)
        avio_closep(&m->format->pb);
    avformat_free_context(m->format);
    av_packet_free(&m->packet);
    av_free(m);
}
