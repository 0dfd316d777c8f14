/* VideoFeat's only way into FFmpeg: a flat C interface with opaque handles. No FFmpeg type crosses it.
 *
 * Handles    One handle is used by one thread at a time; different handles are independent.
 * Ownership  What *_open returns is freed by *_close. What *_receive and *_read fill in is released by
 *            vf_packet_release or vf_frame_release. Input memory is read only during the call.
 * Results    VF_OK, VF_AGAIN and VF_END are expected states; negative values are failures, and
 *            vf_last_error, called on the same thread, says at which step and why.
 * Structs    The first field of every struct is its size in bytes, set by the caller.
 * Strings    UTF-8, zero-terminated.
 */
#ifndef VIDEOFEAT_NATIVE_H
#define VIDEOFEAT_NATIVE_H

#include <stdint.h>

#if defined(_WIN32)
#define VF_API __declspec(dllexport)
#else
#define VF_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised by one whenever a struct or a function below changes its meaning or layout. */
#define VF_ABI_VERSION 3u

typedef enum vf_result {
    VF_OK = 0,
    VF_AGAIN = 1, /* nothing yet: send more */
    VF_END = 2,   /* the stream is over */
    VF_E_ARGUMENT = -1,
    VF_E_MEMORY = -2,
    VF_E_UNSUPPORTED = -3, /* this build, machine or device cannot do it */
    VF_E_OPTION = -4,      /* an unknown or misread codec, muxer or demuxer option */
    VF_E_CODEC = -5,       /* the codec failed */
    VF_E_DATA = -6,        /* the bytes from outside are not what they should be */
    VF_E_IO = -7,          /* reading or writing failed */
    VF_E_TIMEOUT = -8,     /* the time limit passed, or the wait was interrupted */
    VF_E_LIMIT = -9        /* larger than the caller allows */
} vf_result;

typedef struct vf_error {
    uint32_t struct_size;
    int32_t code;     /* a vf_result */
    int32_t averror;  /* FFmpeg's code, 0 if it had no part in it */
    char step[32];    /* find, device, open, send, receive, read, write, ... */
    char detail[476]; /* one line, with what libav logged on this thread */
} vf_error;

/* --- library ----------------------------------------------------------------------------------- */

typedef struct vf_version {
    uint32_t struct_size;
    uint32_t abi;
    uint32_t avcodec_built, avcodec_loaded; /* AV_VERSION_INT: major << 16 | minor << 8 | micro */
    uint32_t avformat_built, avformat_loaded;
    uint32_t avutil_built, avutil_loaded;
    const char *license;       /* static */
    const char *configuration; /* static */
} vf_version;

VF_API uint32_t vf_abi_version(void);
VF_API int vf_version_get(vf_version *out);

/* The HEVC codecs of this libavcodec, one a line: "encoder NAME" or "decoder NAME". Being listed does not mean
 * that it works: see vf_probe_encoder. Returns the length needed without the zero. */
VF_API int32_t vf_codec_list(char *text, int32_t capacity);

VF_API void vf_last_error(vf_error *out);

/* Which lines of libav go to the ring (level as in av_log_set_level; the default is 24, warnings) and whether they
 * go to stderr as well (default 0). Process-wide. */
VF_API void vf_log_configure(int32_t level, int32_t to_stderr);

/* Moves the oldest line of the ring into text; returns its length, 0 if the ring is empty. Lines over 255 bytes are cut;
 * when the ring of 64 lines is full the oldest is lost. */
VF_API int32_t vf_log_read(char *text, int32_t capacity);

/* --- packets and frames ------------------------------------------------------------------------ */

#define VF_PACKET_KEY 1u
#define VF_PACKET_CORRUPT 2u /* the demuxer knows that bytes are missing */

typedef struct vf_packet {
    uint32_t struct_size;
    uint32_t flags;
    const uint8_t *data; /* Annex B */
    int64_t size;
    int64_t pts;    /* frames from the stream's start */
    double seconds; /* time stamp of the container, NaN if it has none */
    void *owner;
} vf_packet;

VF_API void vf_packet_release(vf_packet *packet);

enum { VF_CHROMA_OTHER = -1, VF_CHROMA_GRAY = 0, VF_CHROMA_420 = 1 };
enum { VF_HASH_NONE = 0, VF_HASH_MATCH = 1, VF_HASH_MISMATCH = 2 };

#define VF_FRAME_KEY 1u
#define VF_FRAME_CORRUPT 2u /* FFmpeg itself flagged the picture */

typedef struct vf_frame {
    uint32_t struct_size;
    uint32_t flags;
    int32_t width, height; /* the visible part, in samples */
    int32_t bit_depth;     /* 8: one byte a sample; 9 to 16: two bytes, little-endian, low bits */
    int32_t chroma;        /* VF_CHROMA_* */
    int32_t hash;          /* VF_HASH_* */
    int32_t stride;        /* bytes from one row to the next */
    const uint8_t *luma;   /* first visible sample */
    int64_t pts;
    void *owner;
} vf_frame;

VF_API void vf_frame_release(vf_frame *frame);

/* --- encoder ----------------------------------------------------------------------------------- */

typedef struct vf_encoder vf_encoder;

typedef struct vf_encoder_config {
    uint32_t struct_size;
    int32_t width, height;
    int32_t bit_depth; /* 8, 10 or 12 */
    int32_t chroma;    /* VF_CHROMA_GRAY or VF_CHROMA_420 (neutral chroma planes, even sizes) */
    int32_t lossless;
    int32_t qp;           /* constant QP, -1: not set */
    int32_t bitrate_kbps; /* 0: not set */
    int32_t vary_qp;      /* with qp: vf_encoder_set_qp may give each picture another (libx265) */
    int32_t key_interval; /* 1: intra only */
    int32_t threads;      /* 0: as many as the codec likes */
    int32_t global_header;
    int32_t hash;         /* MD5 picture-hash SEI (libx265) */
    int32_t max_cu, min_cu; /* 0: the codec's own (libx265) */
    double frame_rate;
    const char *codec;
    const char *preset;           /* NULL: the codec's low-delay choice */
    const char *const *options;   /* name, value, name, value, ..., NULL; or NULL */
} vf_encoder_config;

VF_API int vf_encoder_open(const vf_encoder_config *config, vf_encoder **out);
VF_API int vf_encoder_send(vf_encoder *encoder, const uint8_t *luma, int32_t stride, int64_t pts, int32_t force_key);
/* The QP of the pictures sent from now on, 0 to 51; the encoder was opened with vary_qp. */
VF_API int vf_encoder_set_qp(vf_encoder *encoder, int32_t qp);
/* The bit rate from now on; the encoder was opened with one. hevc_nvenc and hevc_qsv read it while they run, others may not. */
VF_API int vf_encoder_set_bitrate(vf_encoder *encoder, int32_t kbps);
VF_API int vf_encoder_receive(vf_encoder *encoder, vf_packet *out);
VF_API int vf_encoder_finish(vf_encoder *encoder);
/* Parameter sets in Annex B, lent until the encoder is closed. */
VF_API int vf_encoder_extradata(const vf_encoder *encoder, const uint8_t **data, int32_t *size);
VF_API void vf_encoder_close(vf_encoder *encoder);

/* --- decoder ----------------------------------------------------------------------------------- */

typedef struct vf_decoder vf_decoder;

typedef struct vf_decoder_config {
    uint32_t struct_size;
    int32_t threads; /* slice threads; 0: one per core */
    int32_t max_width, max_height;
    int32_t check_hash;
    int32_t extradata_size;
    const uint8_t *extradata; /* Annex B parameter sets, or NULL */
    const char *device;       /* software, cuda, qsv, vaapi, videotoolbox */
} vf_decoder_config;

VF_API int vf_decoder_open(const vf_decoder_config *config, vf_decoder **out);
VF_API int vf_decoder_send(vf_decoder *decoder, const uint8_t *data, int32_t size, int64_t pts);
VF_API int vf_decoder_receive(vf_decoder *decoder, vf_frame *out);
VF_API int vf_decoder_finish(vf_decoder *decoder);
/* Forgets reference pictures and pending output: after a loss, a seek or vf_decoder_finish. */
VF_API void vf_decoder_reset(vf_decoder *decoder);
VF_API void vf_decoder_close(vf_decoder *decoder);

/* --- SEI --------------------------------------------------------------------------------------- */

typedef struct vf_bytes {
    const uint8_t *data;
    int64_t size;
} vf_bytes;

/* The most bytes that vf_sei_insert writes, -1 if it would not fit an int32. */
VF_API int64_t vf_sei_max_length(int64_t access_unit_size, int64_t message_bytes, int32_t messages);

/* Copies the access unit and puts one prefix SEI NAL (user_data_unregistered: the first 16 bytes of each message are
 * the UUID) per message before its first slice. Returns the length written, or a negative vf_result. */
VF_API int64_t vf_sei_insert(const uint8_t *access_unit, int64_t size, const vf_bytes *messages, int32_t count,
                             uint8_t *destination, int64_t capacity);

/* --- files and streams ------------------------------------------------------------------------- */

typedef struct vf_muxer vf_muxer;

typedef struct vf_muxer_config {
    uint32_t struct_size;
    int32_t width, height;
    int32_t extradata_size;
    const uint8_t *extradata; /* Annex B */
    double frame_rate;
    const char *format;  /* hevc, mp4, matroska, mpegts, rtsp, ... */
    const char *comment; /* NULL: none */
    const char *const *options; /* of the muxer and its protocol */
    int32_t timeout_ms; /* of every single call; 0: none */
    int32_t reserved;
} vf_muxer_config;

VF_API int vf_muxer_open(const char *path, const vf_muxer_config *config, vf_muxer **out);
VF_API int vf_muxer_write(vf_muxer *muxer, const uint8_t *data, int32_t size, int64_t pts, int32_t key);
VF_API int vf_muxer_finish(vf_muxer *muxer);
/* From any thread: a call that waits returns VF_E_TIMEOUT, and so does every later one that would wait. */
VF_API void vf_muxer_interrupt(vf_muxer *muxer);
VF_API void vf_muxer_close(vf_muxer *muxer);

typedef struct vf_demuxer vf_demuxer;

typedef struct vf_demuxer_config {
    uint32_t struct_size;
    int32_t timeout_ms; /* of every single call; 0: none */
    const char *format; /* NULL: found out from the bytes */
    const char *const *options;
} vf_demuxer_config;

typedef struct vf_stream_info {
    uint32_t struct_size;
    int32_t width, height;
    int32_t extradata_size;
    const uint8_t *extradata; /* Annex B, lent until the demuxer is closed */
    double frame_rate;
    int64_t frame_count; /* -1: the container does not say */
    const char *format;  /* lent until the demuxer is closed */
} vf_stream_info;

VF_API int vf_demuxer_open(const char *path, const vf_demuxer_config *config, vf_demuxer **out);
VF_API int vf_demuxer_info(const vf_demuxer *demuxer, vf_stream_info *out);
VF_API int vf_demuxer_read(vf_demuxer *demuxer, vf_packet *out);
/* The next packet read is the last key picture at or before pts. */
VF_API int vf_demuxer_seek(vf_demuxer *demuxer, int64_t pts);
/* From any thread: a call that waits returns VF_E_TIMEOUT, and so does every later one. */
VF_API void vf_demuxer_interrupt(vf_demuxer *demuxer);
VF_API void vf_demuxer_close(vf_demuxer *demuxer);

/* --- pictures as network input ----------------------------------------------------------------- */

typedef struct vf_media vf_media;

typedef struct vf_media_config {
    uint32_t struct_size;
    int32_t max_width, max_height; /* of a picture; larger ones are refused before they are allocated */
    int32_t threads;               /* 0: as many as the codec likes */
    int32_t timeout_ms;            /* of every single call; 0: none */
    const char *device;            /* NULL: none */
    const char *const *options;    /* of the device: video_size, framerate, ...; or NULL */
} vf_media_config;

typedef struct vf_media_info {
    uint32_t struct_size;
    int32_t width, height; /* of the current picture (at first: of the first), upright */
    int32_t reserved;
    double frame_rate;  /* 0 for a still */
    const char *codec;  /* lent until the media is closed */
} vf_media_info;

/* Opens an image or a video and decodes its first picture. With a device the path is what it calls its source: v4l2 and
 * /dev/video0; lavfi and a filter graph; these come from libavdevice, which is loaded when it is first asked for. */
VF_API int vf_media_open(const char *path, const vf_media_config *config, vf_media **out);
VF_API int vf_media_info_get(const vf_media *media, vf_media_info *out);
/* Makes the next picture the current one (the first call: the first). seconds: its time stamp, NaN if it has none. */
VF_API int vf_media_read(vf_media *media, double *seconds);
/* The crop of the current picture, scaled (bilinear, antialiased), as planes R, G, B of width * height bytes each,
 * full range; transparency is dropped. width and height of the crop 0: all of the picture. */
VF_API int vf_media_scale(vf_media *media, int32_t crop_x, int32_t crop_y, int32_t crop_width, int32_t crop_height,
                          int32_t width, int32_t height, uint8_t *rgb, int64_t capacity);
VF_API void vf_media_close(vf_media *media);

/* --- probes ------------------------------------------------------------------------------------ */

typedef struct vf_probe_result {
    uint32_t struct_size;
    int32_t works;
    double milliseconds;
    double psnr;      /* of the decoded pictures, dB; infinite if exact */
    char step[32];    /* where it failed: find, device, open, send, receive, decode, compare; empty if it works */
    char reason[476]; /* one line */
} vf_probe_result;

/* Opens the encoder, codes a few pictures (a ramp of every code, and texture), decodes them in software and compares.
 * VF_OK whenever there is an answer. */
VF_API int vf_probe_encoder(const vf_encoder_config *config, vf_probe_result *result);
/* Decodes a lossless libx265 stream of this shape on the device and compares bit for bit. */
VF_API int vf_probe_decoder(const char *device, int32_t width, int32_t height, int32_t bit_depth, int32_t chroma,
                            vf_probe_result *result);

#ifdef __cplusplus
}
#endif
#endif
