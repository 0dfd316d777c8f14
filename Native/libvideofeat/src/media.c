/* Images and videos through FFmpeg's demuxers and decoders, picture by picture. */
#include "compat.h"
#include "media.h"

#include <math.h>
#include <string.h>

#include <libavutil/display.h>
#include <libavutil/mem.h>

struct vf_media {
    char *path;
    AVIOContext *input;
    AVFormatContext *format;
    AVStream *stream;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
    vf_rgb_picture rgb;
    int max_width, max_height;
    int first_waits; /* the first picture was decoded by open, and not yet read */
    int converted;   /* rgb holds the current picture */
    int pictures;
    int is_device;
    vf_orientation orientation;
    vf_deadline deadline;
};

/* Single pictures by their content, and containers; none that opens further files (playlists, image sequences). */
static const char *const formats =
    "png_pipe,jpeg_pipe,jpegls_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif,gif_pipe,apng,pam_pipe,pbm_pipe,pgm_pipe,ppm_pipe,"
    "jpegxl_pipe,j2k_pipe,qoi_pipe,exr_pipe,dpx_pipe,psd_pipe,mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,ogg,asf,h264,hevc,"
    "ivf,m4v,mjpeg,yuv4mpegpipe,mxf,nut,obu";

/* The input is opened by us and given no name, so that its bytes alone decide what it is, never its extension. */
static int open_bytes(vf_media *m)
{
    AVDictionary *options = NULL;
    const AVIOInterruptCB interrupt = {vf_deadline_passed, &m->deadline};
    char *url = vf_io_url(m->path);
    if (url == NULL)
        return AVERROR(ENOMEM);
    if (!vf_io_is_network(m->path))
        av_dict_set(&options, "protocol_whitelist", "file,crypto", 0);
    int error = avio_open2(&m->input, url, AVIO_FLAG_READ, &interrupt, &options);
    av_dict_free(&options);
    av_free(url);
    return error;
}

/* A camera, or what stands in for one. */
static int open_device(vf_media *m, const vf_media_config *c)
{
    AVDictionary *options = NULL;
    const AVInputFormat *input = NULL;
    int result = vf_devices_load();
    if (result == VF_OK && (input = av_find_input_format(c->device)) == NULL)
        result = vf_fail(VF_E_UNSUPPORTED, 0, "find", "this libavdevice has no device '%s'", c->device);
    if (result == VF_OK && (m->format = avformat_alloc_context()) == NULL)
        result = vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    if (result == VF_OK)
        result = vf_options_to_dict(c->options, &options, "open");
    if (result == VF_OK) {
        m->format->interrupt_callback = (AVIOInterruptCB){vf_deadline_passed, &m->deadline};
        int error = avformat_open_input(&m->format, m->path, input, &options);
        result = error < 0 ? vf_fail(VF_E_IO, error, "open", "%s '%s' cannot be read", c->device, m->path)
                           : vf_options_left_over(options, c->device, "open");
    }
    av_dict_free(&options);
    return result;
}

static int open_input(vf_media *m)
{
    AVDictionary *options = NULL;
    int error = open_bytes(m);
    if (error < 0)
        return vf_fail(error == AVERROR_EXIT ? VF_E_TIMEOUT : VF_E_IO, error, "open", "'%s' cannot be read", m->path);
    m->format = avformat_alloc_context();
    if (m->format == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    m->format->pb = m->input;
    m->format->interrupt_callback = (AVIOInterruptCB){vf_deadline_passed, &m->deadline};
    av_dict_set(&options, "format_whitelist", formats, 0);
    error = avformat_open_input(&m->format, NULL, NULL, &options);
    av_dict_free(&options);
    if (error < 0)
        return vf_fail(VF_E_DATA, error == AVERROR(EINVAL) ? 0 : error, "open", "'%s' is no image or video that VideoFeat reads",
                       m->path);
    return VF_OK;
}

/* libavformat decodes a little to learn the formats; that must keep the size limit too. */
static int find_stream_info(vf_media *m)
{
    unsigned count = m->format->nb_streams;
    AVDictionary **options = av_calloc(count + 1, sizeof(AVDictionary *));
    if (options == NULL)
        return AVERROR(ENOMEM);
    for (unsigned i = 0; i < count; i++)
        av_dict_set_int(&options[i], "max_pixels", (int64_t)m->max_width * m->max_height, 0);
    int error = avformat_find_stream_info(m->format, options);
    for (unsigned i = 0; i < count; i++)
        av_dict_free(&options[i]);
    av_free(options);
    return error;
}

static int open_decoder(vf_media *m, int threads)
{
    int error = find_stream_info(m);
    int index = error < 0 ? error : av_find_best_stream(m->format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (index < 0)
        return vf_fail(VF_E_DATA, index, "open", "'%s' has no picture", m->path);
    m->stream = m->format->streams[index];
    for (unsigned i = 0; i < m->format->nb_streams; i++)
        if ((int)i != index)
            m->format->streams[i]->discard = AVDISCARD_ALL;
    const AVCodec *codec = avcodec_find_decoder(m->stream->codecpar->codec_id);
    if (codec == NULL)
        return vf_fail(VF_E_UNSUPPORTED, 0, "open", "'%s' holds %s, for which this libavcodec has no decoder", m->path,
                       avcodec_get_name(m->stream->codecpar->codec_id));
    m->codec = avcodec_alloc_context3(codec);
    m->packet = av_packet_alloc();
    m->frame = av_frame_alloc();
    if (m->codec == NULL || m->packet == NULL || m->frame == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    error = avcodec_parameters_to_context(m->codec, m->stream->codecpar);
    m->codec->thread_count = threads;
    m->codec->max_pixels = (int64_t)m->max_width * m->max_height;
    if (!m->is_device)
        m->codec->err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE; /* half a picture is no input for a network */
    if (error >= 0)
        error = avcodec_open2(m->codec, codec, NULL);
    if (error < 0)
        return vf_fail(VF_E_DATA, error, "open", "'%s' (%s)", m->path, codec->name);
    const uint8_t *matrix = vf_stream_side_data(m->stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t));
    if (matrix != NULL)
        m->orientation = vf_orientation_of((const int32_t *)(const void *)matrix);
    return VF_OK;
}

static int read_failure(const vf_media *m, int error)
{
    int code = error == AVERROR_EXIT || error == AVERROR(ETIMEDOUT) ? VF_E_TIMEOUT
        : error == AVERROR(ENOMEM) ? VF_E_MEMORY : VF_E_DATA;
    return vf_fail(code, error, "read", "'%s' after %d pictures", m->path, m->pictures);
}

static int decode_next(vf_media *m)
{
    for (;;) {
        int error = avcodec_receive_frame(m->codec, m->frame);
        if (error >= 0)
            return VF_OK;
        if (error == AVERROR_EOF)
            return VF_END;
        if (error != AVERROR(EAGAIN))
            return read_failure(m, error);
        do {
            av_packet_unref(m->packet);
            error = vf_deadline_passed(&m->deadline) ? AVERROR(ETIMEDOUT) : av_read_frame(m->format, m->packet);
        } while (error == AVERROR(EAGAIN) || (error >= 0 && m->packet->stream_index != m->stream->index));
        if (error == AVERROR_EOF)
            error = avcodec_send_packet(m->codec, NULL);
        else if (error >= 0)
            error = avcodec_send_packet(m->codec, m->packet);
        if (m->is_device && error == AVERROR_INVALIDDATA)
            error = 0; /* cameras drop bytes now and then; the next picture comes soon */
        av_packet_unref(m->packet);
        if (error < 0)
            return read_failure(m, error);
    }
}

static int next_picture(vf_media *m)
{
    vf_deadline_start(&m->deadline);
    int result = decode_next(m);
    if (result != VF_OK)
        return result;
    if (m->frame->width > m->max_width || m->frame->height > m->max_height)
        return vf_fail(VF_E_LIMIT, 0, "read", "'%s' has a picture of %dx%d; allowed is %dx%d", m->path, m->frame->width,
                       m->frame->height, m->max_width, m->max_height);
    if (m->frame->decode_error_flags != 0 || (m->frame->flags & AV_FRAME_FLAG_CORRUPT) != 0)
        return vf_fail(VF_E_DATA, 0, "read", "'%s': picture %d is damaged", m->path, m->pictures);
    const AVFrameSideData *matrix = av_frame_get_side_data(m->frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (matrix != NULL && matrix->size >= 9 * sizeof(int32_t))
        m->orientation = vf_orientation_of((const int32_t *)(const void *)matrix->data);
    m->pictures++;
    m->converted = 0;
    return VF_OK;
}

int vf_media_open(const char *path, const vf_media_config *c, vf_media **out)
{
    vf_log_begin();
    if (path == NULL || c == NULL || out == NULL || c->struct_size < sizeof(*c))
        return vf_fail(VF_E_ARGUMENT, 0, "open", "media need a path, a configuration and a place for the handle");
    *out = NULL;
    if (c->max_width < 1 || c->max_height < 1 || c->max_width > 65535 || c->max_height > 65535 || c->threads < 0
        || c->timeout_ms < 0)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the size limit %dx%d must be within 1 to 65535; threads and time limit not negative",
                       c->max_width, c->max_height);
    vf_media *m = av_mallocz(sizeof(*m));
    if (m == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    m->path = av_strdup(path);
    m->max_width = c->max_width;
    m->max_height = c->max_height;
    m->deadline.timeout_us = (int64_t)c->timeout_ms * 1000;
    vf_deadline_start(&m->deadline);
    m->is_device = c->device != NULL;
    int result = m->path != NULL ? m->is_device ? open_device(m, c) : open_input(m) : vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    if (result == VF_OK)
        result = open_decoder(m, c->threads);
    if (result == VF_OK)
        result = next_picture(m);
    if (result == VF_END)
        result = vf_fail(VF_E_DATA, 0, "open", "'%s' has no whole picture", m->path);
    if (result == VF_OK) {
        m->first_waits = 1;
        *out = m;
    } else {
        vf_media_close(m);
    }
    return result;
}

int vf_media_info_get(const vf_media *m, vf_media_info *out)
{
    if (m == NULL || out == NULL || out->struct_size < sizeof(*out))
        return vf_fail(VF_E_ARGUMENT, 0, "info", "the media and a struct of the right size must be given");
    AVRational rate = m->stream->avg_frame_rate;
    int still = strstr(m->format->iformat->name, "_pipe") != NULL;
    out->width = m->orientation.transpose ? m->frame->height : m->frame->width;
    out->height = m->orientation.transpose ? m->frame->width : m->frame->height;
    out->reserved = 0;
    out->frame_rate = !still && rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
    out->codec = m->codec->codec->name;
    return VF_OK;
}

int vf_media_read(vf_media *m, double *seconds)
{
    vf_log_begin();
    if (m == NULL || seconds == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "read", "the media and a place for the time stamp must be given");
    int result = m->first_waits ? VF_OK : next_picture(m);
    m->first_waits = 0;
    if (result == VF_OK) {
        int64_t stamp = m->frame->best_effort_timestamp;
        *seconds = stamp == AV_NOPTS_VALUE ? (double)NAN : (double)stamp * av_q2d(m->stream->time_base);
    }
    return result;
}

int vf_media_scale(vf_media *m, int32_t crop_x, int32_t crop_y, int32_t crop_width, int32_t crop_height, int32_t width,
                   int32_t height, uint8_t *rgb, int64_t capacity)
{
    vf_log_begin();
    if (m == NULL || rgb == NULL || capacity < 3 * (int64_t)width * height || m->frame->width == 0)
        return vf_fail(VF_E_ARGUMENT, 0, "scale", "there is no current picture, or no room for 3 planes of %dx%d", width, height);
    if (!m->converted) {
        int result = vf_rgb_convert(&m->rgb, m->frame, m->orientation);
        if (result != VF_OK)
            return result;
        m->converted = 1;
    }
    if (crop_width == 0 && crop_height == 0) {
        crop_width = m->rgb.frame->width - crop_x;
        crop_height = m->rgb.frame->height - crop_y;
    }
    return vf_rgb_scale(&m->rgb, crop_x, crop_y, crop_width, crop_height, width, height, rgb);
}

void vf_media_close(vf_media *m)
{
    if (m == NULL)
        return;
    avcodec_free_context(&m->codec);
    avformat_close_input(&m->format);
    avio_closep(&m->input);
    av_packet_free(&m->packet);
    av_frame_free(&m->frame);
    vf_rgb_free(&m->rgb);
    av_free(m->path);
    av_free(m);
}
