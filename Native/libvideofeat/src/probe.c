/* A capability is what was tried: open, code, decode, compare. */
#include "internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <libavutil/mem.h>
#include <libavutil/time.h>

enum { PICTURES = 3 };

/* Lossy coding of the pattern below stays above least_psnr; a wrong plane or shift stays far below. A change of range
 * (219/255 = 0.86) shows in the slope from sent to decoded codes. */
static const double least_psnr = 15, most_slope_error = 0.08;

typedef struct probe {
    int width, height, depth, stride;
    uint8_t *pictures[PICTURES];
    int compared;
    double squared_error, sent_sum, decoded_sum, sent_squares, products;
} probe;

static int fail_with(vf_probe_result *result, const char *step, const char *reason)
{
    snprintf(result->step, sizeof(result->step), "%s", step);
    snprintf(result->reason, sizeof(result->reason), "%s", reason);
    return 0;
}

/* The failure that this thread's last call reported; step NULL: the one it names. */
static int fail_with_last(vf_probe_result *result, const char *step)
{
    vf_error error = {.struct_size = sizeof(error)};
    vf_last_error(&error);
    return fail_with(result, step != NULL ? step : error.step, error.detail);
}

/* The upper half is a ramp through all codes, the lower half a gentle slope with texture that moves. */
static unsigned pattern(const probe *p, int x, int y, int picture)
{
    unsigned codes = 1u << p->depth, at = (unsigned)(y * p->width + x);
    if (y < p->height / 2)
        return at % codes;
    return ((unsigned)(x + y) * codes / (unsigned)(p->width + p->height)
            + ((at + (unsigned)picture * 3) * 2654435761u >> 29)) % codes;
}

static int make_pictures(probe *p)
{
    int bytes = p->depth > 8 ? 2 : 1;
    p->stride = p->width * bytes;
    for (int n = 0; n < PICTURES; n++) {
        uint8_t *to = p->pictures[n] = av_malloc((size_t)p->stride * (size_t)p->height);
        if (to == NULL)
            return 0;
        for (int y = 0; y < p->height; y++)
            for (int x = 0; x < p->width; x++) {
                unsigned code = pattern(p, x, y, n);
                *to++ = (uint8_t)code;
                if (bytes == 2)
                    *to++ = (uint8_t)(code >> 8);
            }
    }
    return 1;
}

static int compare(probe *p, const vf_frame *frame, vf_probe_result *result)
{
    char reason[160];
    if (frame->width != p->width || frame->height != p->height || frame->bit_depth != p->depth) {
        snprintf(reason, sizeof(reason), "sent %dx%d with %d bits, decoded %dx%d with %d bits", p->width, p->height, p->depth,
                 frame->width, frame->height, frame->bit_depth);
        return fail_with(result, "compare", reason);
    }
    if (frame->pts < 0 || frame->pts >= PICTURES)
        return fail_with(result, "compare", "a picture came back without its number");
    if (frame->hash == VF_HASH_MISMATCH)
        return fail_with(result, "compare", "the decoded picture is not what the encoder reconstructed (picture hash)");
    const uint8_t *sent = p->pictures[frame->pts];
    for (int y = 0; y < p->height; y++) {
        const uint8_t *row = frame->luma + (ptrdiff_t)y * frame->stride;
        for (int x = 0; x < p->stride; x += p->depth > 8 ? 2 : 1, sent += p->depth > 8 ? 2 : 1) {
            double was = p->depth > 8 ? sent[0] | sent[1] << 8 : sent[0], is = p->depth > 8 ? row[x] | row[x + 1] << 8 : row[x];
            p->squared_error += (is - was) * (is - was);
            p->sent_sum += was;
            p->decoded_sum += is;
            p->sent_squares += was * was;
            p->products += was * is;
        }
    }
    p->compared++;
    return 1;
}

static int take_frames(probe *p, vf_decoder *decoder, vf_probe_result *result)
{
    for (;;) {
        vf_frame frame = {.struct_size = sizeof(frame)};
        int state = vf_decoder_receive(decoder, &frame);
        if (state == VF_AGAIN || state == VF_END)
            return 1;
        if (state < 0)
            return fail_with_last(result, "decode");
        int same = compare(p, &frame, result);
        vf_frame_release(&frame);
        if (!same)
            return 0;
    }
}

static int take_packets(probe *p, vf_encoder *encoder, vf_decoder *decoder, vf_probe_result *result)
{
    for (;;) {
        vf_packet packet = {.struct_size = sizeof(packet)};
        int state = vf_encoder_receive(encoder, &packet);
        if (state == VF_AGAIN || state == VF_END)
            return 1;
        if (state < 0)
            return fail_with_last(result, "receive");
        state = vf_decoder_send(decoder, packet.data, (int32_t)packet.size, packet.pts);
        vf_packet_release(&packet);
        if (state < 0)
            return fail_with_last(result, "decode");
        if (!take_frames(p, decoder, result))
            return 0;
    }
}

static int run(probe *p, vf_encoder *encoder, vf_decoder *decoder, vf_probe_result *result)
{
    for (int n = 0; n < PICTURES; n++) {
        if (vf_encoder_send(encoder, p->pictures[n], p->stride, n, 0) < 0)
            return fail_with_last(result, "send");
        if (!take_packets(p, encoder, decoder, result))
            return 0;
    }
    if (vf_encoder_finish(encoder) < 0)
        return fail_with_last(result, "receive");
    if (!take_packets(p, encoder, decoder, result))
        return 0;
    if (vf_decoder_finish(decoder) < 0)
        return fail_with_last(result, "decode");
    return take_frames(p, decoder, result);
}

static int judge(const probe *p, int lossless, vf_probe_result *result)
{
    char reason[96];
    if (p->compared != PICTURES) {
        snprintf(reason, sizeof(reason), "%d of %d pictures came back", p->compared, PICTURES);
        return fail_with(result, "compare", reason);
    }
    double peak = (double)((1u << p->depth) - 1), samples = (double)p->width * p->height * PICTURES;
    result->psnr = p->squared_error > 0 ? 10 * log10(peak * peak * samples / p->squared_error) : (double)INFINITY;
    if (lossless && p->squared_error > 0) {
        snprintf(reason, sizeof(reason), "not lossless: %.2f dB", result->psnr);
        return fail_with(result, "compare", reason);
    }
    if (result->psnr < least_psnr) {
        snprintf(reason, sizeof(reason), "%.2f dB are too few to be coding loss", result->psnr);
        return fail_with(result, "compare", reason);
    }
    double slope = (p->products - p->sent_sum * p->decoded_sum / samples)
        / (p->sent_squares - p->sent_sum * p->sent_sum / samples);
    if (fabs(slope - 1) > most_slope_error) {
        snprintf(reason, sizeof(reason), "the codes come back scaled by %.3f: something converts the range", slope);
        return fail_with(result, "compare", reason);
    }
    return 1;
}

static void run_all(const vf_encoder_config *config, const char *device, vf_probe_result *result)
{
    probe p = {.width = config->width, .height = config->height, .depth = config->bit_depth};
    vf_encoder *encoder = NULL;
    vf_decoder *decoder = NULL;
    vf_decoder_config decoding = {.struct_size = sizeof(decoding), .threads = 1, .max_width = 16384, .max_height = 16384,
                                  .check_hash = 1, .device = device};
    int64_t start = av_gettime_relative();
    int on_device = strcmp(device, "software") != 0;
    if (on_device && vf_decoder_open(&decoding, &decoder) < 0)
        fail_with_last(result, NULL);
    else if (vf_encoder_open(config, &encoder) < 0)
        fail_with_last(result, on_device ? "encode" : NULL);
    else if (decoder == NULL && vf_decoder_open(&decoding, &decoder) < 0)
        fail_with_last(result, "decode");
    else if (!make_pictures(&p))
        fail_with(result, "open", "out of memory");
    else if (run(&p, encoder, decoder, result))
        result->works = judge(&p, config->lossless, result);
    result->milliseconds = (double)(av_gettime_relative() - start) / 1000;
    for (int n = 0; n < PICTURES; n++)
        av_free(p.pictures[n]);
    vf_encoder_close(encoder);
    vf_decoder_close(decoder);
}

static int clear(vf_probe_result *result)
{
    if (result == NULL || result->struct_size < sizeof(*result))
        return vf_fail(VF_E_ARGUMENT, 0, "probe", "a result of the right size must be given");
    *result = (vf_probe_result){.struct_size = sizeof(*result)};
    return VF_OK;
}

int vf_probe_encoder(const vf_encoder_config *config, vf_probe_result *result)
{
    if (config == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "probe", "a configuration must be given");
    int cleared = clear(result);
    if (cleared == VF_OK)
        run_all(config, "software", result);
    return cleared;
}

int vf_probe_decoder(const char *device, int32_t width, int32_t height, int32_t bit_depth, int32_t chroma,
                     vf_probe_result *result)
{
    if (device == NULL)
        return vf_fail(VF_E_ARGUMENT, 0, "probe", "a device must be given");
    vf_encoder_config config = {.struct_size = sizeof(config), .width = width, .height = height, .bit_depth = bit_depth,
                                .chroma = chroma, .lossless = 1, .qp = -1, .key_interval = PICTURES, .frame_rate = 30,
                                .hash = 1, .threads = 1, .codec = "libx265"};
    int cleared = clear(result);
    if (cleared == VF_OK)
        run_all(&config, device, result);
    return cleared;
}
