/* What the source files share: error reports, thread-local log capture, options, NAL units, input and output guards. */
#ifndef VF_INTERNAL_H
#define VF_INTERNAL_H

#include "videofeat_native.h"

#include <stdatomic.h>
#include <stddef.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>

#if defined(__GNUC__)
#define VF_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define VF_PRINTF(text, first)
#endif

/* error.c: records the failure of this thread and returns its code. averror 0: libav had no part in it. */
int vf_fail(int code, int averror, const char *step, const char *format, ...) VF_PRINTF(4, 5);
/* The vf_result that stands for an AVERROR where nothing better is known. */
int vf_result_of(int averror);

/* log.c: what libav logs between vf_log_begin and the failure on this thread becomes part of the error text. */
void vf_log_begin(void);
void vf_log_collect(int level);          /* from here to the next vf_log_begin; errors otherwise */
const char *vf_log_errors(void);         /* joined error lines, "" if none */
const char *vf_log_option_warning(void); /* a warning about an option that libx265 then ignores, "" if none */
int vf_log_wants_stderr(void);

/* options.c */
int vf_options_to_dict(const char *const *options, AVDictionary **dict, const char *step);
int vf_options_left_over(const AVDictionary *dict, const char *whose, const char *step);
int vf_x265_option_known(const char *name);

/* nal.c */
enum { VF_NAL_FIRST_NON_VCL = 32, VF_NAL_SPS = 33, VF_NAL_PREFIX_SEI = 39, VF_NAL_SUFFIX_SEI = 40 };

typedef struct vf_nal {
    const uint8_t *begin;   /* first byte of the start code */
    const uint8_t *payload; /* the two-byte NAL header */
    const uint8_t *end;
    int type;
} vf_nal;

/* The next NAL unit at or after p; 0 at the end of the data. */
int vf_nal_next(const uint8_t *p, const uint8_t *end, vf_nal *nal);
/* 1 if a NAL unit of this type stands before the first slice. */
int vf_nal_has_before_slice(const uint8_t *data, size_t size, int type);

/* picture_hash.c */
typedef struct vf_picture_hash {
    int components; /* 0: none found; 1: luma; 3: luma and chroma */
    uint8_t md5[3][16];
} vf_picture_hash;

void vf_picture_hash_find(const uint8_t *data, size_t size, vf_picture_hash *hash);
/* Compares over the coded size; answers VF_HASH_*. */
int vf_picture_hash_check(const vf_picture_hash *hash, const AVFrame *frame);

/* io.c: a time limit and an interrupt flag for everything that waits inside libavformat. */
typedef struct vf_deadline {
    int64_t timeout_us; /* 0: none */
    _Atomic int64_t until_us;
    atomic_int interrupted;
} vf_deadline;

void vf_deadline_start(vf_deadline *deadline);
int vf_deadline_passed(void *deadline);
/* "file:" before a plain path, so that a colon in a file name is not taken for a protocol. Free with av_free. */
char *vf_io_url(const char *path);
/* The URL of an opened file as the caller gave it, for messages. */
const char *vf_io_name(const AVFormatContext *format);
int vf_io_is_network(const char *path);

/* device.c: loads libavdevice, so that its devices are among the input formats. VF_OK, or why there are none. */
int vf_devices_load(void);

/* packet.c: fills out from packet and takes it over; *packet becomes NULL. */
void vf_packet_fill(vf_packet *out, AVPacket **packet, int64_t pts, double seconds);
/* Copies size bytes into fresh memory with FFmpeg's padding behind them. NULL: out of memory. */
uint8_t *vf_padded_copy(const uint8_t *data, size_t size);
/* Puts the parameter sets before the packet. */
int vf_packet_prepend(AVPacket *packet, const uint8_t *data, size_t size);

#endif
