/* Luma planes in, Annex B access units out. Planes are copied as they are: nothing scales or converts. */
#include "encoder_kind.h"

#include <math.h>
#include <string.h>

#include <libavutil/frame.h>
#include <libavutil/mathematics.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>

struct vf_encoder {
    AVCodecContext *codec;
    AVFrame *frame;  /* in system memory; its chroma stays neutral */
    AVFrame *upload; /* on the device, if the encoder wants that */
    AVPacket *packet;
    int shift;       /* P010 keeps its ten bits at the top */
    int vary_qp, base_qp, qp;
    double frame_rate;
    int opened;
};

enum { MAX_SIDE = 16384 };

static int check(const vf_encoder_config *c, const vf_encoder_kind **kind, enum AVPixelFormat *format)
{
    if (c->struct_size < sizeof(*c) || c->codec == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the encoder configuration has the wrong size or names no codec");
    *kind = vf_encoder_kind_find(c->codec);
    if (*kind == NULL)
        return vf_fail(VF_E_UNSUPPORTED, 0, "find", "there is no encoder '%s' in VideoFeat", c->codec);
    if (c->width < 1 || c->height < 1 || c->width > MAX_SIDE || c->height > MAX_SIDE)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the size is %dx%d; allowed is 1 to %d", c->width, c->height, MAX_SIDE);
    if (c->bit_depth != 8 && c->bit_depth != 10 && c->bit_depth != 12)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the bit depth is %d; allowed are 8, 10 and 12", c->bit_depth);
    if (c->chroma != VF_CHROMA_GRAY && (c->width % 2 != 0 || c->height % 2 != 0))
        return vf_fail(VF_E_ARGUMENT, 0, "open", "4:2:0 needs even sides; the size is %dx%d", c->width, c->height);
    if (c->key_interval < 1)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the key interval is %d; it must be at least 1", c->key_interval);
    if (!(c->frame_rate > 0) || !isfinite(c->frame_rate) || c->frame_rate > 100000)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the frame rate is %g; allowed is above 0 to 100000", c->frame_rate);
    if (c->lossless + (c->qp >= 0) + (c->bitrate_kbps > 0) != 1)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "exactly one of lossless, QP and bit rate must be set");
    if (c->qp > 51)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the QP is %d; allowed is 0 to 51", c->qp);
    if (c->vary_qp && (c->qp < 0 || strcmp((*kind)->name, "libx265") != 0))
        return vf_fail(VF_E_UNSUPPORTED, 0, "open", "a QP for each picture needs libx265 and a first QP");
    *format = vf_encoder_kind_format(*kind, c);
    if (*format == AV_PIX_FMT_NONE)
        return vf_fail(VF_E_UNSUPPORTED, 0, "open", "%s takes no %d-bit %s", c->codec, c->bit_depth,
                       c->chroma == VF_CHROMA_GRAY ? "4:0:0" : "4:2:0");
    return VF_OK;
}

static int allocate_picture(AVFrame *frame)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    int error = av_frame_get_buffer(frame, 0);
    if (error < 0)
        return error;
    for (int plane = 1; plane < av_pix_fmt_count_planes(frame->format); plane++) {
        int rows = AV_CEIL_RSHIFT(frame->height, format->log2_chroma_h);
        size_t bytes = (size_t)rows * (size_t)frame->linesize[plane];
        int depth = format->comp[1].depth;
        if (depth == 8) {
            memset(frame->data[plane], 128, bytes);
        } else {
            uint16_t neutral = (uint16_t)((1u << (depth - 1)) << format->comp[1].shift);
            uint16_t *samples = (uint16_t *)(void *)frame->data[plane];
            for (size_t i = 0; i < bytes / 2; i++)
                samples[i] = neutral;
        }
    }
    return 0;
}

static int open_device(vf_encoder *e, const vf_encoder_kind *kind, enum AVPixelFormat format)
{
    AVBufferRef *device = NULL;
    vf_log_collect(AV_LOG_VERBOSE); /* why there is no device is told at this level only */
    int error = av_hwdevice_ctx_create(&device, kind->device, NULL, NULL, 0);
    if (error < 0)
        return vf_fail(VF_E_UNSUPPORTED, error, "device", "%s has no %s device", kind->name,
                       av_hwdevice_get_type_name(kind->device));
    e->codec->hw_frames_ctx = av_hwframe_ctx_alloc(device);
    av_buffer_unref(&device);
    e->upload = av_frame_alloc();
    if (e->codec->hw_frames_ctx == NULL || e->upload == NULL)
        return vf_fail(VF_E_MEMORY, 0, "device", "out of memory");
    AVHWFramesContext *frames = (AVHWFramesContext *)(void *)e->codec->hw_frames_ctx->data;
    frames->format = kind->surface;
    frames->sw_format = format;
    frames->width = e->codec->width;
    frames->height = e->codec->height;
    frames->initial_pool_size = 8;
    error = av_hwframe_ctx_init(e->codec->hw_frames_ctx);
    if (error < 0)
        return vf_fail(VF_E_UNSUPPORTED, error, "device", "%s gives no surfaces of %dx%d", kind->name, frames->width,
                       frames->height);
    e->codec->pix_fmt = kind->surface;
    return VF_OK;
}

static void set_rate(AVCodecContext *codec, int32_t kbps, double frame_rate)
{
    if (kbps <= 0)
        return;
    double seconds = frame_rate < 4 ? 4 / frame_rate : 1; /* the buffer holds a second, and four frames at least */
    codec->bit_rate = (int64_t)kbps * 1000;
    codec->rc_max_rate = codec->bit_rate;
    codec->rc_buffer_size = (int)fmin((double)codec->bit_rate * seconds, INT_MAX);
}

static int open_codec(vf_encoder *e, const vf_encoder_kind *kind, const vf_encoder_config *c, const AVCodec *codec)
{
    AVDictionary *options = NULL;
    int result = kind->configure(e->codec, c, &options);
    if (result == VF_OK) {
        int error = avcodec_open2(e->codec, codec, &options);
        if (vf_log_option_warning()[0] != '\0')
            result = vf_fail(VF_E_OPTION, 0, "open", "%s: %s", c->codec, vf_log_option_warning());
        else if (error == AVERROR_OPTION_NOT_FOUND)
            result = vf_fail(VF_E_OPTION, error, "open", "%s refuses an option", c->codec);
        else if (error < 0)
            result = vf_fail(strcmp(kind->name, "libx265") == 0 ? VF_E_CODEC : VF_E_UNSUPPORTED, error, "open",
                             "%s does not open at %dx%d, %d bit", c->codec, c->width, c->height, c->bit_depth);
        else
            result = vf_options_left_over(options, c->codec, "open");
    }
    av_dict_free(&options);
    return result;
}

static int open_all(vf_encoder *e, const vf_encoder_config *c, const vf_encoder_kind *kind, enum AVPixelFormat format)
{
    const AVCodec *codec = avcodec_find_encoder_by_name(c->codec);
    if (codec == NULL)
        return vf_fail(VF_E_UNSUPPORTED, 0, "find", "this libavcodec is built without %s", c->codec);
    e->codec = avcodec_alloc_context3(codec);
    e->frame = av_frame_alloc();
    e->packet = av_packet_alloc();
    if (e->codec == NULL || e->frame == NULL || e->packet == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    e->codec->width = c->width;
    e->codec->height = c->height;
    e->codec->pix_fmt = format;
    e->codec->framerate = av_d2q(c->frame_rate, 1000000);
    e->codec->time_base = av_inv_q(e->codec->framerate);
    e->codec->gop_size = c->key_interval;
    e->codec->max_b_frames = 0;
    e->codec->color_range = AVCOL_RANGE_JPEG; /* every code from 0 to 2^n-1 is meant */
    if (c->global_header)
        e->codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    set_rate(e->codec, c->bitrate_kbps, c->frame_rate);
    e->frame_rate = c->frame_rate;
    e->vary_qp = c->vary_qp;
    e->base_qp = e->qp = c->qp;
    e->shift = av_pix_fmt_desc_get(format)->comp[0].shift;
    if (kind->device != AV_HWDEVICE_TYPE_NONE) {
        int result = open_device(e, kind, format);
        if (result != VF_OK)
            return result;
    }
    int result = open_codec(e, kind, c, codec);
    if (result != VF_OK)
        return result;
    e->opened = 1;
    e->frame->width = c->width;
    e->frame->height = c->height;
    e->frame->format = format;
    e->frame->color_range = AVCOL_RANGE_JPEG;
    int error = allocate_picture(e->frame);
    return error < 0 ? vf_fail(VF_E_MEMORY, error, "open", "a picture of %dx%d", c->width, c->height) : VF_OK;
}

int vf_encoder_open(const vf_encoder_config *config, vf_encoder **out)
{
    const vf_encoder_kind *kind = NULL;
    enum AVPixelFormat format = AV_PIX_FMT_NONE;
    vf_log_begin();
    if (config == NULL || out == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "an encoder needs a configuration and a place for its handle");
    *out = NULL;
    int result = check(config, &kind, &format);
    if (result != VF_OK)
        return result;
    vf_encoder *e = av_mallocz(sizeof(*e));
    if (e == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    result = open_all(e, config, kind, format);
    if (result == VF_OK)
        *out = e;
    else
        vf_encoder_close(e);
    return result;
}

static void copy_luma(const vf_encoder *e, const uint8_t *luma, int32_t stride)
{
    int bytes = av_pix_fmt_desc_get(e->frame->format)->comp[0].depth > 8 ? 2 : 1;
    size_t row = (size_t)(e->frame->width * bytes);
    for (int y = 0; y < e->frame->height; y++) {
        const uint8_t *from = luma + (ptrdiff_t)y * stride;
        uint8_t *to = e->frame->data[0] + (ptrdiff_t)y * e->frame->linesize[0];
        memcpy(to, from, row);
        if (e->shift != 0) {
            uint16_t *samples = (uint16_t *)(void *)to;
            for (int x = 0; x < e->frame->width; x++)
                samples[x] = (uint16_t)(samples[x] << e->shift);
        }
    }
}

/* The codec may still hold the last picture (hardware does): then a fresh one takes its place. */
static int make_writable(AVFrame *frame)
{
    if (av_frame_is_writable(frame))
        return 0;
    int width = frame->width, height = frame->height, format = frame->format;
    av_frame_unref(frame);
    frame->width = width;
    frame->height = height;
    frame->format = format;
    frame->color_range = AVCOL_RANGE_JPEG;
    return allocate_picture(frame);
}

static int upload(vf_encoder *e)
{
    av_frame_unref(e->upload);
    int error = av_hwframe_get_buffer(e->codec->hw_frames_ctx, e->upload, 0);
    if (error >= 0)
        error = av_hwframe_transfer_data(e->upload, e->frame, 0);
    if (error >= 0)
        error = av_frame_copy_props(e->upload, e->frame);
    return error;
}

/* libx265's wrapper takes no QP of a picture, but QP offsets of regions: one region over all of it is the picture's QP.
 * An offset of zero is said too: x265 3.5 keeps the offsets of an earlier picture where a picture comes with none. */
static int attach_qp(const vf_encoder *e)
{
    av_frame_remove_side_data(e->frame, AV_FRAME_DATA_REGIONS_OF_INTEREST);
    AVFrameSideData *data = av_frame_new_side_data(e->frame, AV_FRAME_DATA_REGIONS_OF_INTEREST, sizeof(AVRegionOfInterest));
    if (data == NULL)
        return AVERROR(ENOMEM);
    int range = 51 + 6 * (av_pix_fmt_desc_get(e->frame->format)->comp[0].depth - 8); /* what the wrapper multiplies with */
    AVRegionOfInterest region = {.self_size = sizeof(region), .bottom = e->frame->height, .right = e->frame->width,
                                 .qoffset = {e->qp - e->base_qp, range}};
    memcpy(data->data, &region, sizeof(region));
    return 0;
}

int vf_encoder_set_qp(vf_encoder *e, int32_t qp)
{
    vf_log_begin();
    if (e == NULL || !e->vary_qp)
        return vf_fail(VF_E_ARGUMENT, 0, "set_qp", "no encoder that was opened for a QP of each picture");
    if (qp < 0 || qp > 51)
        return vf_fail(VF_E_ARGUMENT, 0, "set_qp", "the QP is %d; allowed is 0 to 51", qp);
    e->qp = qp;
    return VF_OK;
}

int vf_encoder_set_bitrate(vf_encoder *e, int32_t kbps)
{
    vf_log_begin();
    if (e == NULL || e->codec->bit_rate <= 0)
        return vf_fail(VF_E_ARGUMENT, 0, "set_bitrate", "no encoder that was opened with a bit rate");
    if (kbps < 1)
        return vf_fail(VF_E_ARGUMENT, 0, "set_bitrate", "the bit rate is %d kbit/s; it must be at least 1", kbps);
    set_rate(e->codec, kbps, e->frame_rate);
    return VF_OK;
}

int vf_encoder_send(vf_encoder *e, const uint8_t *luma, int32_t stride, int64_t pts, int32_t force_key)
{
    vf_log_begin();
    if (e == NULL || luma == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "send", "the encoder and a luma plane must be given");
    int error = make_writable(e->frame);
    if (error < 0)
        return vf_fail(VF_E_MEMORY, error, "send", "a picture of %dx%d", e->codec->width, e->codec->height);
    copy_luma(e, luma, stride);
    e->frame->pts = pts;
    e->frame->pict_type = force_key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    if (e->vary_qp && attach_qp(e) < 0)
        return vf_fail(VF_E_MEMORY, 0, "send", "no memory for the QP of frame %lld", (long long)pts);
    if (e->upload != NULL) {
        error = upload(e);
        if (error < 0)
            return vf_fail(VF_E_CODEC, error, "send", "the upload of frame %lld", (long long)pts);
    }
    error = avcodec_send_frame(e->codec, e->upload != NULL ? e->upload : e->frame);
    if (e->upload != NULL)
        av_frame_unref(e->upload);
    if (error == AVERROR(EAGAIN))
        return vf_fail(VF_E_ARGUMENT, 0, "send", "the encoder is full: receive its packets first");
    if (error < 0)
        return vf_fail(VF_E_CODEC, error, "send", "%s refused frame %lld", e->codec->codec->name, (long long)pts);
    return VF_OK;
}

int vf_encoder_receive(vf_encoder *e, vf_packet *out)
{
    vf_log_begin();
    if (e == NULL || out == NULL || out->struct_size < sizeof(*out))
        return vf_fail(VF_E_ARGUMENT, 0, "receive", "the encoder and a packet of the right size must be given");
    int error = avcodec_receive_packet(e->codec, e->packet);
    if (error == AVERROR(EAGAIN))
        return VF_AGAIN;
    if (error == AVERROR_EOF)
        return VF_END;
    if (error < 0)
        return vf_fail(VF_E_CODEC, error, "receive", "%s gave no packet", e->codec->codec->name);
    if ((e->packet->flags & AV_PKT_FLAG_KEY) != 0 && e->codec->extradata_size > 0
        && !vf_nal_has_before_slice(e->packet->data, (size_t)e->packet->size, VF_NAL_SPS))
        error = vf_packet_prepend(e->packet, e->codec->extradata, (size_t)e->codec->extradata_size);
    AVPacket *taken = error < 0 ? NULL : av_packet_alloc();
    if (taken == NULL) {
        av_packet_unref(e->packet);
        return vf_fail(VF_E_MEMORY, error, "receive", "no memory for the packet");
    }
    av_packet_move_ref(taken, e->packet);
    vf_packet_fill(out, &taken, taken->pts, taken->pts != AV_NOPTS_VALUE
                   ? (double)taken->pts * av_q2d(e->codec->time_base) : (double)NAN);
    return VF_OK;
}

int vf_encoder_finish(vf_encoder *e)
{
    vf_log_begin();
    if (e == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "finish", "no encoder");
    int error = avcodec_send_frame(e->codec, NULL);
    if (error < 0 && error != AVERROR_EOF)
        return vf_fail(VF_E_CODEC, error, "finish", "%s does not drain", e->codec->codec->name);
    return VF_OK;
}

int vf_encoder_extradata(const vf_encoder *e, const uint8_t **data, int32_t *size)
{
    if (e == NULL || data == NULL || size == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "extradata", "no encoder, or no place for the answer");
    *data = e->codec->extradata;
    *size = e->codec->extradata_size;
    return VF_OK;
}

void vf_encoder_close(vf_encoder *e)
{
    if (e == NULL)
        return;
    avcodec_free_context(&e->codec);
    av_frame_free(&e->frame);
    av_frame_free(&e->upload);
    av_packet_free(&e->packet);
    av_free(e);
}
