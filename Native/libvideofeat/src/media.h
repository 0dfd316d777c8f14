/* A picture on its way to network input: what media.c decodes and media_scale.c turns into RGB planes. */
#ifndef VF_MEDIA_H
#define VF_MEDIA_H

#include "internal.h"

#include <libswscale/swscale.h>

/* How the decoded picture must be turned to stand upright: EXIF orientation of a photograph, rotation of a video. */
typedef struct vf_orientation {
    int transpose, mirror_x, mirror_y; /* mirrors are those of the upright picture */
} vf_orientation;

typedef struct vf_rgb_picture {
    AVFrame *frame;      /* GBRP, upright */
    AVFrame *unturned;   /* GBRP as decoded, if it must be turned */
    struct SwsContext *to_rgb, *scale;
    int width, height, format; /* what to_rgb is for */
} vf_rgb_picture;

vf_orientation vf_orientation_of(const int32_t matrix[9]);
/* Converts a decoded picture at its own size. */
int vf_rgb_convert(vf_rgb_picture *rgb, const AVFrame *decoded, vf_orientation orientation);
int vf_rgb_scale(vf_rgb_picture *rgb, int x, int y, int crop_width, int crop_height, int width, int height, uint8_t *planes);
void vf_rgb_free(vf_rgb_picture *rgb);

#endif
