/* A container into access units in Annex B. No frame is decoded here: the size comes from the parameter sets. */
#include "internal.h"

#include <math.h>
#include <string.h>

#include <libavcodec/bsf.h>
#include <libavutil/mathematics.h>
#include <libavutil/mem.h>

enum { PEEKED = 64 }; /* packets read until parameter sets were seen */

struct vf_demuxer {
    AVFormatContext *format;
    AVStream *stream;
    AVBSFContext *annexb;
    AVCodecParserContext *parser;
    AVCodecContext *parsed; /* what the parser found */
    AVPacket *peeked[PEEKED];
    int peeked_first, peeked_count;
    int width, height;
    AVRational rate;
    int counts_frames; /* the container has no time stamps: raw HEVC */
    int64_t next_frame;
    int64_t first_pts;
    int relative; /* time stamps count from the first one: MPEG-TS */
    int ended, end_error;
    vf_deadline deadline;
};

static const char *const formats = "hevc,mov,matroska,mpegts,flv,rtsp,sdp";

static int read_failure(vf_demuxer *d, int error)
{
    if (error == AVERROR_EXIT || error == AVERROR(ETIMEDOUT))
        return vf_fail(VF_E_TIMEOUT, error, "read", "'%s' %s", vf_io_name(d->format),
                       atomic_load(&d->deadline.interrupted) ? "was interrupted" : "gave nothing within the time limit");
    return vf_fail(error == AVERROR_INVALIDDATA ? VF_E_DATA : VF_E_IO, error, "read", "'%s' after %lld access units",
                   vf_io_name(d->format), (long long)d->next_frame);
}

/* libav answers "end of file" for a Matroska file that stops inside a block; only its log tells. */
static int ended_early(void)
{
    return strstr(vf_log_errors(), "prematurely") != NULL || strstr(vf_log_errors(), "partial file") != NULL;
}

/* The next packet of the stream in Annex B into packet. VF_OK, VF_END or a failure. */
static int read_annexb(vf_demuxer *d, AVPacket *packet)
{
    for (;;) {
        int error = av_bsf_receive_packet(d->annexb, packet);
        if (error >= 0)
            return VF_OK;
        if (error == AVERROR_EOF)
            return d->end_error != 0 ? read_failure(d, d->end_error) : VF_END;
        if (error != AVERROR(EAGAIN))
            return read_failure(d, error);
        error = av_read_frame(d->format, packet);
        if (error >= 0 && packet->stream_index != d->stream->index) {
            av_packet_unref(packet);
            if (vf_deadline_passed(&d->deadline))
                return read_failure(d, AVERROR(ETIMEDOUT));
            continue;
        }
        if (error == AVERROR(EAGAIN)) {
            if (vf_deadline_passed(&d->deadline))
                return read_failure(d, AVERROR(ETIMEDOUT));
            continue;
        }
        if (error == AVERROR_EOF) {
            if (d->format->pb != NULL && d->format->pb->error < 0 && d->format->pb->error != AVERROR_EOF)
                d->end_error = d->format->pb->error;
            else if (ended_early())
                d->end_error = AVERROR_INVALIDDATA;
            error = av_bsf_send_packet(d->annexb, NULL);
        } else if (error >= 0) {
            error = av_bsf_send_packet(d->annexb, packet);
            if (error < 0)
                av_packet_unref(packet);
        }
        if (error < 0)
            return read_failure(d, error);
    }
}

static int find_stream(vf_demuxer *d, const char *path)
{
    enum AVCodecID other = AV_CODEC_ID_NONE;
    for (unsigned i = 0; i < d->format->nb_streams; i++) {
        AVStream *s = d->format->streams[i];
        if (s->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && s->codecpar->codec_id != AV_CODEC_ID_HEVC)
            other = s->codecpar->codec_id;
        if (d->stream == NULL && s->codecpar->codec_id == AV_CODEC_ID_HEVC)
            d->stream = s;
        else
            s->discard = AVDISCARD_ALL;
    }
    if (d->stream != NULL)
        return VF_OK;
    if (other != AV_CODEC_ID_NONE)
        return vf_fail(VF_E_DATA, 0, "open", "'%s' has %s video, no HEVC", path, avcodec_get_name(other));
    return vf_fail(VF_E_DATA, 0, "open", "'%s' has no video stream", path);
}

static int open_filter(vf_demuxer *d)
{
    /* passes packets through that are Annex B already */
    const AVBitStreamFilter *filter = av_bsf_get_by_name("hevc_mp4toannexb");
    int error = filter == NULL ? AVERROR_BSF_NOT_FOUND : av_bsf_alloc(filter, &d->annexb);
    if (error >= 0)
        error = avcodec_parameters_copy(d->annexb->par_in, d->stream->codecpar);
    if (error >= 0) {
        d->annexb->time_base_in = d->stream->time_base;
        error = av_bsf_init(d->annexb);
    }
    return error < 0 ? vf_fail(VF_E_DATA, error, "open", "the parameter sets of '%s'", vf_io_name(d->format)) : VF_OK;
}

static void parse(vf_demuxer *d, const uint8_t *data, int size)
{
    uint8_t *unit;
    int unit_size;
    av_parser_parse2(d->parser, d->parsed, &unit, &unit_size, data, size, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
    if (d->parser->width > 0 && d->parser->height > 0) {
        d->width = d->parser->width;
        d->height = d->parser->height;
    }
}

/* Reads ahead until a slice with its parameter sets came by; what was read is kept for vf_demuxer_read. */
static int peek(vf_demuxer *d)
{
    d->parser = av_parser_init(AV_CODEC_ID_HEVC);
    d->parsed = avcodec_alloc_context3(NULL);
    if (d->parser == NULL || d->parsed == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    /* a session that is joined in the middle may have named the parameter sets before (RTSP: in its SDP) */
    int error = avcodec_parameters_to_context(d->parsed, d->stream->codecpar);
    if (error < 0)
        return vf_fail(VF_E_MEMORY, error, "open", "out of memory");
    d->parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
    while (d->width == 0 && d->peeked_count < PEEKED) {
        AVPacket *packet = av_packet_alloc();
        if (packet == NULL)
            return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
        int result = read_annexb(d, packet);
        if (result != VF_OK) {
            av_packet_free(&packet);
            return result;
        }
        d->peeked[d->peeked_count++] = packet;
        parse(d, packet->data, packet->size);
    }
    return VF_OK;
}

static int valid_rate(AVRational rate)
{
    return rate.num > 0 && rate.den > 0 && av_q2d(rate) <= 100000;
}

static void find_rate(vf_demuxer *d)
{
    const AVRational candidates[] = {d->stream->avg_frame_rate, d->parsed->framerate, d->stream->r_frame_rate};
    d->rate = (AVRational){25, 1}; /* what libavformat takes for raw HEVC that says nothing */
    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++)
        if (valid_rate(candidates[i])) {
            d->rate = candidates[i];
            return;
        }
}

static int open_input(vf_demuxer *d, const char *path, const vf_demuxer_config *c)
{
    AVDictionary *options = NULL;
    const AVInputFormat *input = NULL;
    if (c->format != NULL && (input = av_find_input_format(c->format)) == NULL)
        return vf_fail(VF_E_UNSUPPORTED, 0, "find", "this libavformat has no demuxer '%s'", c->format);
    char *url = vf_io_url(path);
    d->format = avformat_alloc_context();
    if (url == NULL || d->format == NULL) {
        av_free(url);
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    }
    d->format->interrupt_callback = (AVIOInterruptCB){vf_deadline_passed, &d->deadline};
    av_dict_set(&options, "format_whitelist", formats, 0);
    if (!vf_io_is_network(path))
        av_dict_set(&options, "protocol_whitelist", "file,crypto", 0); /* a file must not make us fetch something */
    int result = vf_options_to_dict(c->options, &options, "open");
    if (result == VF_OK) {
        int error = avformat_open_input(&d->format, url, input, &options);
        if (error == AVERROR_EXIT || error == AVERROR(ETIMEDOUT))
            result = vf_fail(VF_E_TIMEOUT, error, "open", "'%s' gave nothing within the time limit", path);
        else if (error < 0)
            result = vf_fail(error == AVERROR_INVALIDDATA || error == AVERROR(EINVAL) ? VF_E_DATA : VF_E_IO, error, "open",
                             "'%s' cannot be read", path);
        else
            result = vf_options_left_over(options, d->format->iformat->name, "open");
    }
    av_dict_free(&options);
    av_free(url);
    return result;
}

static int open_all(vf_demuxer *d, const char *path, const vf_demuxer_config *c)
{
    vf_deadline_start(&d->deadline);
    int result = open_input(d, path, c);
    if (result == VF_OK)
        result = find_stream(d, path);
    if (result == VF_OK)
        result = open_filter(d);
    if (result != VF_OK)
        return result;
    d->counts_frames = strcmp(d->format->iformat->name, "hevc") == 0;
    d->relative = strcmp(d->format->iformat->name, "mpegts") == 0;
    d->first_pts = AV_NOPTS_VALUE;
    d->width = d->stream->codecpar->width;
    d->height = d->stream->codecpar->height;
    result = peek(d);
    /* a live stream may have its next key picture far ahead; its reader waits for that itself */
    if (result == VF_END || (result == VF_OK && (d->width <= 0 || d->height <= 0) && !vf_io_is_network(path)))
        return vf_fail(VF_E_DATA, 0, "open", "'%s' has no HEVC parameter sets in its first %d access units", path,
                       d->peeked_count);
    find_rate(d);
    return result;
}

int vf_demuxer_open(const char *path, const vf_demuxer_config *c, vf_demuxer **out)
{
    vf_log_begin();
    if (path == NULL || c == NULL || out == NULL || c->struct_size < sizeof(*c) || c->timeout_ms < 0)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "a demuxer needs a path, a time limit of at least 0 and a place for its handle");
    *out = NULL;
    vf_demuxer *d = av_mallocz(sizeof(*d));
    if (d == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    d->deadline.timeout_us = (int64_t)c->timeout_ms * 1000;
    int result = open_all(d, path, c);
    if (result == VF_OK)
        *out = d;
    else
        vf_demuxer_close(d);
    return result;
}

int vf_demuxer_info(const vf_demuxer *d, vf_stream_info *out)
{
    if (d == NULL || out == NULL || out->struct_size < sizeof(*out))
        return vf_fail(VF_E_ARGUMENT, 0, "info", "the demuxer and a struct of the right size must be given");
    out->width = d->width;
    out->height = d->height;
    out->extradata = d->annexb->par_out->extradata;
    out->extradata_size = d->annexb->par_out->extradata_size;
    out->frame_rate = av_q2d(d->rate);
    out->frame_count = d->stream->nb_frames > 0 ? d->stream->nb_frames : -1;
    out->format = d->format->iformat->name;
    return VF_OK;
}

/* The next packet, whether peeked or fresh. The caller frees it. */
static int take(vf_demuxer *d, AVPacket **packet)
{
    if (d->peeked_count > 0) {
        *packet = d->peeked[d->peeked_first];
        d->peeked[d->peeked_first++] = NULL;
        d->peeked_count--;
        return VF_OK;
    }
    *packet = av_packet_alloc();
    if (*packet == NULL)
        return vf_fail(VF_E_MEMORY, 0, "read", "out of memory");
    int result = read_annexb(d, *packet);
    if (result != VF_OK)
        av_packet_free(packet);
    return result;
}

/* Position of the packet in frames from the start. */
static int64_t frame_number(vf_demuxer *d, const AVPacket *packet, double *seconds)
{
    int64_t stamp = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    int64_t count = d->next_frame++;
    *seconds = (double)NAN;
    if (d->counts_frames || stamp == AV_NOPTS_VALUE)
        return count;
    if (d->first_pts == AV_NOPTS_VALUE)
        d->first_pts = stamp;
    *seconds = (double)stamp * av_q2d(d->stream->time_base);
    return av_rescale_q(d->relative ? stamp - d->first_pts : stamp, d->stream->time_base, av_inv_q(d->rate));
}

int vf_demuxer_read(vf_demuxer *d, vf_packet *out)
{
    vf_log_begin();
    if (d == NULL || out == NULL || out->struct_size < sizeof(*out))
        return vf_fail(VF_E_ARGUMENT, 0, "read", "the demuxer and a packet of the right size must be given");
    AVPacket *packet;
    double seconds;
    vf_deadline_start(&d->deadline);
    int result = take(d, &packet);
    if (result != VF_OK)
        return result;
    int64_t pts = frame_number(d, packet, &seconds);
    vf_packet_fill(out, &packet, pts, seconds);
    return VF_OK;
}

static void drop_peeked(vf_demuxer *d)
{
    while (d->peeked_count > 0) {
        av_packet_free(&d->peeked[d->peeked_first++]);
        d->peeked_count--;
    }
}

static int moved(vf_demuxer *d, int64_t error)
{
    drop_peeked(d);
    av_bsf_flush(d->annexb);
    d->end_error = 0;
    d->next_frame = 0;
    return error < 0 ? vf_fail(VF_E_IO, (int)error, "seek", "'%s' cannot be searched", vf_io_name(d->format)) : VF_OK;
}

/* Raw HEVC has neither time stamps nor an index, and MPEG-TS is found by guesses that miss short files: both are read from
 * the start, once to find the key picture and once to stand before it. */
static int seek_reading(vf_demuxer *d, int64_t pts)
{
    int64_t key = 0;
    for (int pass = 0; pass < 2; pass++) {
        int64_t at = d->format->pb != NULL ? avio_seek(d->format->pb, 0, SEEK_SET) : AVERROR(ESPIPE);
        int result = moved(d, at >= 0 ? avformat_flush(d->format) : at);
        while (result == VF_OK && (pass == 0 || d->next_frame < key)) {
            AVPacket *packet;
            double seconds;
            result = take(d, &packet);
            if (result != VF_OK)
                break;
            int64_t number = d->next_frame;
            int is_key = (packet->flags & AV_PKT_FLAG_KEY) != 0, beyond = frame_number(d, packet, &seconds) > pts;
            av_packet_free(&packet);
            if (pass == 0 && beyond)
                break;
            if (pass == 0 && is_key)
                key = number;
        }
        if (result < 0)
            return result;
    }
    return VF_OK;
}

int vf_demuxer_seek(vf_demuxer *d, int64_t pts)
{
    vf_log_begin();
    if (d == NULL || pts < 0)
        return vf_fail(VF_E_ARGUMENT, 0, "seek", "a demuxer and a position of at least 0 must be given");
    vf_deadline_start(&d->deadline);
    if (d->counts_frames || d->relative)
        return seek_reading(d, pts);
    int64_t stamp = av_rescale_q(pts, av_inv_q(d->rate), d->stream->time_base);
    return moved(d, av_seek_frame(d->format, d->stream->index, stamp, AVSEEK_FLAG_BACKWARD));
}

void vf_demuxer_interrupt(vf_demuxer *d)
{
    if (d != NULL)
        atomic_store(&d->deadline.interrupted, 1);
}

void vf_demuxer_close(vf_demuxer *d)
{
    if (d == NULL)
        return;
    drop_peeked(d);
    av_parser_close(d->parser);
    avcodec_free_context(&d->parsed);
    av_bsf_free(&d->annexb);
    avformat_close_input(&d->format);
    av_free(d);
}
