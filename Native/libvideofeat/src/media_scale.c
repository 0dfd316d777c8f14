/* The only place where swscale is used. First to RGB planes at the picture's own size (RGB sources stay exact), then
 * each plane is scaled by itself, so that scaling never passes through YUV. */
#include "media.h"

#include <string.h>

#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>

enum { FLAGS = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT, MAX_SIDE = 16384 };

/* Row-major, 16.16: x' = m0 x + m3 y, y' = m1 x + m4 y. Only quarter turns and mirrors are known. */
vf_orientation vf_orientation_of(const int32_t m[9])
{
    vf_orientation o = {0, 0, 0};
    if (m[0] == 0 && m[4] == 0 && m[1] != 0 && m[3] != 0) {
        o.transpose = 1;
        o.mirror_x = m[3] < 0;
        o.mirror_y = m[1] < 0;
    } else if (m[1] == 0 && m[3] == 0) {
        o.mirror_x = m[0] < 0;
        o.mirror_y = m[4] < 0;
    }
    return o;
}

static int allocate(AVFrame **frame, int width, int height)
{
    if (*frame != NULL && (*frame)->width == width && (*frame)->height == height)
        return 0;
    av_frame_free(frame);
    *frame = av_frame_alloc();
    if (*frame == NULL)
        return AVERROR(ENOMEM);
    (*frame)->format = AV_PIX_FMT_GBRP;
    (*frame)->width = width;
    (*frame)->height = height;
    int error = av_frame_get_buffer(*frame, 0);
    if (error < 0)
        av_frame_free(frame);
    return error;
}

static void turn(AVFrame *to, const AVFrame *from, vf_orientation o)
{
    for (int plane = 0; plane < 3; plane++) {
        for (int y = 0; y < to->height; y++) {
            uint8_t *row = to->data[plane] + (ptrdiff_t)y * to->linesize[plane];
            int v = o.mirror_y ? to->height - 1 - y : y;
            for (int x = 0; x < to->width; x++) {
                int u = o.mirror_x ? to->width - 1 - x : x;
                row[x] = o.transpose ? from->data[plane][(ptrdiff_t)u * from->linesize[plane] + v]
                                     : from->data[plane][(ptrdiff_t)v * from->linesize[plane] + u];
            }
        }
    }
}

/* swscale takes a palette to planes through YUV, one code off; this is exact. */
static void expand_palette(AVFrame *to, const AVFrame *from)
{
    const uint8_t *palette = from->data[1]; /* 256 native-endian 0xAARRGGBB */
    for (int y = 0; y < from->height; y++) {
        const uint8_t *indices = from->data[0] + (ptrdiff_t)y * from->linesize[0];
        for (int x = 0; x < from->width; x++) {
            uint32_t color;
            memcpy(&color, palette + 4 * (size_t)indices[x], sizeof(color));
            to->data[0][(ptrdiff_t)y * to->linesize[0] + x] = (uint8_t)(color >> 8);
            to->data[1][(ptrdiff_t)y * to->linesize[1] + x] = (uint8_t)color;
            to->data[2][(ptrdiff_t)y * to->linesize[2] + x] = (uint8_t)(color >> 16);
        }
    }
}

/* A converter that knows where the chroma samples lie: JPEG centres them, video has them at the left. */
static struct SwsContext *make_converter(const AVFrame *from)
{
    struct SwsContext *sws = sws_alloc_context();
    int x = 0, y = 0;
    if (sws == NULL)
        return NULL;
    av_opt_set_int(sws, "srcw", from->width, 0);
    av_opt_set_int(sws, "srch", from->height, 0);
    av_opt_set_int(sws, "src_format", from->format, 0);
    av_opt_set_int(sws, "dstw", from->width, 0);
    av_opt_set_int(sws, "dsth", from->height, 0);
    av_opt_set_int(sws, "dst_format", AV_PIX_FMT_GBRP, 0);
    av_opt_set_int(sws, "sws_flags", FLAGS, 0);
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(from->format);
    if (format != NULL && (format->log2_chroma_w > 0 || format->log2_chroma_h > 0)) {
        switch (from->chroma_location) {
        case AVCHROMA_LOC_CENTER: x = 128, y = 128; break;
        case AVCHROMA_LOC_TOPLEFT: x = 0, y = 0; break;
        case AVCHROMA_LOC_TOP: x = 128, y = 0; break;
        default: x = 0, y = 128; break; /* left */
        }
        av_opt_set_int(sws, "src_h_chr_pos", format->log2_chroma_w > 0 ? x : 0, 0);
        av_opt_set_int(sws, "src_v_chr_pos", format->log2_chroma_h > 0 ? y : 0, 0);
    }
    if (sws_init_context(sws, NULL, NULL) < 0) {
        sws_freeContext(sws);
        return NULL;
    }
    int *inverse, *table, source_range, target_range, brightness, contrast, saturation;
    if (sws_getColorspaceDetails(sws, &inverse, &source_range, &table, &target_range, &brightness, &contrast,
                                 &saturation) >= 0) {
        if (from->color_range == AVCOL_RANGE_JPEG)
            source_range = 1; /* the yuvj formats come with 1 already */
        sws_setColorspaceDetails(sws, sws_getCoefficients((int)from->colorspace), source_range, table, target_range, brightness,
                                 contrast, saturation);
    }
    return sws;
}

static int to_rgb(vf_rgb_picture *rgb, AVFrame *to, const AVFrame *from)
{
    if (from->format == AV_PIX_FMT_PAL8) {
        expand_palette(to, from);
        return VF_OK;
    }
    if (rgb->to_rgb == NULL || rgb->width != from->width || rgb->height != from->height || rgb->format != from->format) {
        sws_freeContext(rgb->to_rgb);
        rgb->to_rgb = make_converter(from);
        rgb->width = from->width;
        rgb->height = from->height;
        rgb->format = from->format;
    }
    if (rgb->to_rgb == NULL)
        return vf_fail(VF_E_UNSUPPORTED, 0, "convert", "pictures of format %s cannot be turned into RGB",
                       av_get_pix_fmt_name(from->format));
    int rows = sws_scale(rgb->to_rgb, (const uint8_t *const *)from->data, from->linesize, 0, from->height, to->data,
                         to->linesize);
    return rows == from->height ? VF_OK
        : vf_fail(VF_E_CODEC, rows < 0 ? rows : 0, "convert", "swscale gave %d rows of %d", rows, from->height);
}

int vf_rgb_convert(vf_rgb_picture *rgb, const AVFrame *decoded, vf_orientation o)
{
    int turned = o.transpose || o.mirror_x || o.mirror_y;
    AVFrame **target = turned ? &rgb->unturned : &rgb->frame;
    int error = allocate(target, decoded->width, decoded->height);
    if (error >= 0 && turned)
        error = o.transpose ? allocate(&rgb->frame, decoded->height, decoded->width)
                            : allocate(&rgb->frame, decoded->width, decoded->height);
    if (error < 0)
        return vf_fail(VF_E_MEMORY, error, "convert", "a picture of %dx%d", decoded->width, decoded->height);
    int result = to_rgb(rgb, *target, decoded);
    if (result == VF_OK && turned)
        turn(rgb->frame, rgb->unturned, o);
    return result;
}

int vf_rgb_scale(vf_rgb_picture *rgb, int x, int y, int crop_width, int crop_height, int width, int height, uint8_t *planes)
{
    static const int plane_of[] = {2, 0, 1}; /* R, G, B within GBRP */
    const AVFrame *frame = rgb->frame;
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
        return vf_fail(VF_E_ARGUMENT, 0, "scale", "the size is %dx%d; allowed is 1 to %d", width, height, MAX_SIDE);
    if (x < 0 || y < 0 || crop_width < 1 || crop_height < 1 || crop_width > frame->width - x
        || crop_height > frame->height - y)
        return vf_fail(VF_E_ARGUMENT, 0, "scale", "the crop %d,%d %dx%d leaves the picture of %dx%d", x, y, crop_width,
                       crop_height, frame->width, frame->height);
    rgb->scale = sws_getCachedContext(rgb->scale, crop_width, crop_height, AV_PIX_FMT_GRAY8, width, height,
                                      AV_PIX_FMT_GRAY8, FLAGS, NULL, NULL, NULL);
    int stride = (width + 63) / 64 * 64; /* swscale writes whole vectors */
    uint8_t *scaled = rgb->scale == NULL ? NULL : av_malloc((size_t)stride * (size_t)height + 64);
    if (scaled == NULL)
        return vf_fail(VF_E_MEMORY, 0, "scale", "no scaler from %dx%d to %dx%d", crop_width, crop_height, width, height);
    int result = VF_OK;
    for (int i = 0; i < 3 && result == VF_OK; i++) {
        int source_stride = frame->linesize[plane_of[i]];
        const uint8_t *source[4] = {frame->data[plane_of[i]] + (ptrdiff_t)y * source_stride + x, NULL, NULL, NULL};
        const int source_strides[4] = {source_stride, 0, 0, 0}, strides[4] = {stride, 0, 0, 0};
        uint8_t *const target[4] = {scaled, NULL, NULL, NULL};
        int rows = sws_scale(rgb->scale, source, source_strides, 0, crop_height, target, strides);
        if (rows != height)
            result = vf_fail(VF_E_CODEC, rows < 0 ? rows : 0, "scale", "swscale gave %d rows of %d", rows, height);
        for (int row = 0; row < height && result == VF_OK; row++, planes += width)
            memcpy(planes, scaled + (ptrdiff_t)row * stride, (size_t)width);
    }
    av_free(scaled);
    return result;
}

void vf_rgb_free(vf_rgb_picture *rgb)
{
    av_frame_free(&rgb->frame);
    av_frame_free(&rgb->unturned);
    sws_freeContext(rgb->to_rgb);
    sws_freeContext(rgb->scale);
}
