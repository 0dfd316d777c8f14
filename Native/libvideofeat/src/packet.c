#include "internal.h"

#include <string.h>

void vf_packet_fill(vf_packet *out, AVPacket **packet, int64_t pts, double seconds)
{
    AVPacket *taken = *packet;
    *packet = NULL;
    out->flags = ((taken->flags & AV_PKT_FLAG_KEY) != 0 ? VF_PACKET_KEY : 0)
        | ((taken->flags & AV_PKT_FLAG_CORRUPT) != 0 ? VF_PACKET_CORRUPT : 0);
    out->data = taken->data;
    out->size = taken->size;
    out->pts = pts;
    out->seconds = seconds;
    out->owner = taken;
}

void vf_packet_release(vf_packet *packet)
{
    AVPacket *owner = packet->owner;
    av_packet_free(&owner);
    packet->owner = NULL;
    packet->data = NULL;
    packet->size = 0;
}

void vf_frame_release(vf_frame *frame)
{
    AVFrame *owner = frame->owner;
    av_frame_free(&owner);
    frame->owner = NULL;
    frame->luma = NULL;
}

uint8_t *vf_padded_copy(const uint8_t *data, size_t size)
{
    uint8_t *copy = av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE);
    if (copy != NULL && size > 0)
        memcpy(copy, data, size);
    return copy;
}

int vf_packet_prepend(AVPacket *packet, const uint8_t *data, size_t size)
{
    size_t old = (size_t)packet->size;
    if (size > (size_t)(INT_MAX - AV_INPUT_BUFFER_PADDING_SIZE) - old)
        return AVERROR(ERANGE);
    int error = av_grow_packet(packet, (int)size);
    if (error < 0)
        return error;
    memmove(packet->data + size, packet->data, old);
    memcpy(packet->data, data, size);
    return 0;
}
