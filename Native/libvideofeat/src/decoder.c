/* Access units in, luma planes out: low delay, slice threads, our own crop and our own picture-hash check. */
#include "compat.h"
#include "internal.h"

#include <string.h>

#include <libavutil/hwcontext.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>

/* What is known of an access unit until its picture comes out: more are never under way (the DPB holds 16). */
enum { PENDING = 64 };

typedef struct pending_unit {
    int64_t sequence, pts;
    vf_picture_hash hash;
} pending_unit;

struct vf_decoder {
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
    enum AVPixelFormat surface; /* AV_PIX_FMT_NONE: software */
    int max_width, max_height, check_hash;
    int too_large; /* the size that get_format turned down */
    int64_t sequence;
    pending_unit pending[PENDING];
};

static enum AVPixelFormat choose_format(AVCodecContext *codec, const enum AVPixelFormat *offered)
{
    vf_decoder *d = codec->opaque;
    if (codec->coded_width > d->max_width || codec->coded_height > d->max_height) {
        d->too_large = 1;
        return AV_PIX_FMT_NONE;
    }
    for (; *offered != AV_PIX_FMT_NONE; offered++) {
        const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(*offered);
        if (d->surface == AV_PIX_FMT_NONE ? (format->flags & AV_PIX_FMT_FLAG_HWACCEL) == 0 : *offered == d->surface)
            return *offered;
    }
    return AV_PIX_FMT_NONE;
}

static int open_device(vf_decoder *d, const AVCodec *codec, const char *name)
{
    enum AVHWDeviceType type = av_hwdevice_find_type_by_name(name);
    if (type == AV_HWDEVICE_TYPE_NONE)
        return vf_fail(VF_E_UNSUPPORTED, 0, "find", "there is no decoding device '%s'", name);
    for (int i = 0; d->surface == AV_PIX_FMT_NONE; i++) {
        const AVCodecHWConfig *config = avcodec_get_hw_config(codec, i);
        if (config == NULL)
            return vf_fail(VF_E_UNSUPPORTED, 0, "find", "this libavcodec is built without %s decoding of HEVC", name);
        if (config->device_type == type && (config->methods & AV_CODEC_HW_CONFIG_METHOD_HW_DEVICE_CTX) != 0)
            d->surface = config->pix_fmt;
    }
    vf_log_collect(AV_LOG_VERBOSE); /* why there is no device is told at this level only */
    int error = av_hwdevice_ctx_create(&d->codec->hw_device_ctx, type, NULL, NULL, 0);
    return error < 0 ? vf_fail(VF_E_UNSUPPORTED, error, "device", "no %s device", name) : VF_OK;
}

static const AVCodec *find_codec(const char *device)
{
    if (strcmp(device, "qsv") == 0) /* the only device that needs a decoder of its own */
        return avcodec_find_decoder_by_name("hevc_qsv");
    return avcodec_find_decoder_by_name("hevc");
}

static int open_all(vf_decoder *d, const vf_decoder_config *c)
{
    const char *device = c->device != NULL ? c->device : "software";
    const AVCodec *codec = find_codec(device);
    if (codec == NULL)
        return vf_fail(VF_E_UNSUPPORTED, 0, "find", "this libavcodec has no HEVC decoder for '%s'", device);
    d->codec = avcodec_alloc_context3(codec);
    d->packet = av_packet_alloc();
    d->frame = av_frame_alloc();
    if (d->codec == NULL || d->packet == NULL || d->frame == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    d->codec->opaque = d;
    d->codec->get_format = choose_format;
    d->codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
    d->codec->thread_type = FF_THREAD_SLICE; /* frame threads would hold a picture back each */
    d->codec->thread_count = c->threads;
    d->codec->apply_cropping = 0; /* the picture hash covers the coded size */
    d->codec->max_pixels = (int64_t)c->max_width * c->max_height;
    if (strcmp(device, "software") != 0) {
        int result = open_device(d, codec, device);
        if (result != VF_OK)
            return result;
    }
    if (c->extradata_size > 0) {
        d->codec->extradata = vf_padded_copy(c->extradata, (size_t)c->extradata_size);
        if (d->codec->extradata == NULL)
            return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
        d->codec->extradata_size = c->extradata_size;
    }
    int error = avcodec_open2(d->codec, codec, NULL);
    return error < 0 ? vf_fail(vf_result_of(error), error, "open", "the HEVC decoder does not open (%s)", device) : VF_OK;
}

int vf_decoder_open(const vf_decoder_config *config, vf_decoder **out)
{
    vf_log_begin();
    if (config == NULL || out == NULL || config->struct_size < sizeof(*config))
        return vf_fail(VF_E_ARGUMENT, 0, "open", "a decoder needs a configuration of the right size and a place for its handle");
    *out = NULL;
    if (config->max_width < 1 || config->max_height < 1 || config->max_width > 65535 || config->max_height > 65535)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the size limit is %dx%d; allowed is 1 to 65535", config->max_width,
                       config->max_height);
    if (config->threads < 0 || config->extradata_size < 0 || (config->extradata_size > 0 && config->extradata == NULL))
        return vf_fail(VF_E_ARGUMENT, 0, "open", "threads and extradata must not be negative");
    if (config->extradata_size > 0 && config->extradata[0] == 1)
        return vf_fail(VF_E_ARGUMENT, 0, "open", "the extradata is an hvcC box; Annex B is wanted");
    vf_decoder *d = av_mallocz(sizeof(*d));
    if (d == NULL)
        return vf_fail(VF_E_MEMORY, 0, "open", "out of memory");
    d->surface = AV_PIX_FMT_NONE;
    d->max_width = config->max_width;
    d->max_height = config->max_height;
    d->check_hash = config->check_hash;
    int result = open_all(d, config);
    if (result == VF_OK)
        *out = d;
    else
        vf_decoder_close(d);
    return result;
}

static int decode_failure(const vf_decoder *d, int error, const char *step)
{
    if (d->too_large)
        return vf_fail(VF_E_LIMIT, 0, step, "the stream's pictures are larger than %dx%d", d->max_width, d->max_height);
    return vf_fail(error == AVERROR(ENOMEM) ? VF_E_MEMORY : VF_E_DATA, error, step, "the HEVC decoder refused the access unit");
}

int vf_decoder_send(vf_decoder *d, const uint8_t *data, int32_t size, int64_t pts)
{
    vf_log_begin();
    if (d == NULL || data == NULL || size <= 0)
        return vf_fail(VF_E_ARGUMENT, 0, "send", "a decoder and an access unit of at least one byte must be given");
    uint8_t *copy = vf_padded_copy(data, (size_t)size);
    if (copy == NULL || av_packet_from_data(d->packet, copy, size) < 0) {
        av_free(copy);
        return vf_fail(VF_E_MEMORY, 0, "send", "no memory for %d bytes", size);
    }
    pending_unit *unit = &d->pending[d->sequence % PENDING];
    unit->sequence = d->sequence;
    unit->pts = pts;
    unit->hash.components = 0;
    if (d->check_hash)
        vf_picture_hash_find(data, (size_t)size, &unit->hash);
    d->packet->pts = d->sequence++;
    d->too_large = 0;
    int error = avcodec_send_packet(d->codec, d->packet);
    av_packet_unref(d->packet);
    if (error == AVERROR(EAGAIN))
        return vf_fail(VF_E_ARGUMENT, 0, "send", "the decoder is full: receive its frames first");
    if (error == AVERROR_EOF)
        return vf_fail(VF_E_ARGUMENT, 0, "send", "the decoder was finished: reset it first");
    return error < 0 ? decode_failure(d, error, "send") : VF_OK;
}

/* From the device to system memory; P010 keeps its samples at the top, ours are at the bottom. */
static int download(vf_decoder *d)
{
    AVFrame *copy = av_frame_alloc();
    if (copy == NULL)
        return AVERROR(ENOMEM);
    int error = av_hwframe_transfer_data(copy, d->frame, 0);
    if (error >= 0)
        error = av_frame_copy_props(copy, d->frame);
    if (error < 0) {
        av_frame_free(&copy);
        return error;
    }
    copy->crop_left = d->frame->crop_left;
    copy->crop_right = d->frame->crop_right;
    copy->crop_top = d->frame->crop_top;
    copy->crop_bottom = d->frame->crop_bottom;
    av_frame_unref(d->frame);
    av_frame_move_ref(d->frame, copy);
    av_frame_free(&copy);
    return 0;
}

static void shift_luma_down(AVFrame *frame, int shift)
{
    for (int y = 0; y < frame->height; y++) {
        uint16_t *row = (uint16_t *)(void *)(frame->data[0] + (ptrdiff_t)y * frame->linesize[0]);
        for (int x = 0; x < frame->width; x++)
            row[x] = (uint16_t)(row[x] >> shift);
    }
}

static int32_t chroma_of(const AVPixFmtDescriptor *format)
{
    if (format->nb_components == 1)
        return VF_CHROMA_GRAY;
    return format->nb_components == 3 && format->log2_chroma_w == 1 && format->log2_chroma_h == 1
            && (format->flags & AV_PIX_FMT_FLAG_RGB) == 0
        ? VF_CHROMA_420 : VF_CHROMA_OTHER;
}

static int fill(vf_decoder *d, vf_frame *out)
{
    AVFrame *frame = d->frame;
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    size_t crop_x = frame->crop_left + frame->crop_right, crop_y = frame->crop_top + frame->crop_bottom;
    if (format == NULL || crop_x >= (size_t)frame->width || crop_y >= (size_t)frame->height)
        return vf_fail(VF_E_DATA, 0, "receive", "the stream's cropping leaves nothing of %dx%d", frame->width, frame->height);
    const pending_unit *unit = &d->pending[(uint64_t)frame->pts % PENDING];
    int known = frame->pts >= 0 && unit->sequence == frame->pts;
    int bytes = format->comp[0].depth > 8 ? 2 : 1;
    out->hash = known && d->check_hash ? vf_picture_hash_check(&unit->hash, frame) : VF_HASH_NONE;
    if (format->comp[0].shift != 0)
        shift_luma_down(frame, format->comp[0].shift);
    out->flags = (vf_frame_is_key(frame) ? VF_FRAME_KEY : 0)
        | ((frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame->decode_error_flags != 0 ? VF_FRAME_CORRUPT : 0);
    out->width = frame->width - (int)crop_x;
    out->height = frame->height - (int)crop_y;
    out->bit_depth = format->comp[0].depth;
    out->chroma = chroma_of(format);
    out->stride = frame->linesize[0];
    out->luma = frame->data[0] + (ptrdiff_t)frame->crop_top * frame->linesize[0] + frame->crop_left * (size_t)bytes;
    out->pts = known ? unit->pts : INT64_MIN;
    return VF_OK;
}

int vf_decoder_receive(vf_decoder *d, vf_frame *out)
{
    vf_log_begin();
    if (d == NULL || out == NULL || out->struct_size < sizeof(*out))
        return vf_fail(VF_E_ARGUMENT, 0, "receive", "the decoder and a frame of the right size must be given");
    int error = avcodec_receive_frame(d->codec, d->frame);
    if (error == AVERROR(EAGAIN))
        return VF_AGAIN;
    if (error == AVERROR_EOF)
        return VF_END;
    if (error < 0)
        return decode_failure(d, error, "receive");
    if (d->surface != AV_PIX_FMT_NONE) {
        error = download(d);
        if (error < 0) {
            av_frame_unref(d->frame);
            return vf_fail(VF_E_CODEC, error, "receive", "the download of a frame");
        }
    }
    AVFrame *taken = av_frame_alloc();
    int result = taken == NULL ? vf_fail(VF_E_MEMORY, 0, "receive", "out of memory") : fill(d, out);
    if (result != VF_OK) {
        av_frame_unref(d->frame);
        av_frame_free(&taken);
        return result;
    }
    av_frame_move_ref(taken, d->frame);
    out->owner = taken;
    return VF_OK;
}

int vf_decoder_finish(vf_decoder *d)
{
    vf_log_begin();
    if (d == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "finish", "no decoder");
    int error = avcodec_send_packet(d->codec, NULL);
    return error < 0 && error != AVERROR_EOF ? decode_failure(d, error, "finish") : VF_OK;
}

void vf_decoder_reset(vf_decoder *d)
{
    if (d != NULL)
        avcodec_flush_buffers(d->codec);
}

void vf_decoder_close(vf_decoder *d)
{
    if (d == NULL)
        return;
    avcodec_free_context(&d->codec);
    av_packet_free(&d->packet);
    av_frame_free(&d->frame);
    av_free(d);
}
