#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local vf_error last;

static void append(char *text, size_t capacity, const char *before, const char *more)
{
    size_t used = strlen(text);
    snprintf(text + used, capacity - used, "%s%s", before, more);
}

int vf_fail(int code, int averror, const char *step, const char *format, ...)
{
    va_list arguments;
    memset(&last, 0, sizeof(last));
    last.struct_size = sizeof(last);
    last.code = code;
    last.averror = averror;
    snprintf(last.step, sizeof(last.step), "%s", step);
    va_start(arguments, format);
    vsnprintf(last.detail, sizeof(last.detail), format, arguments);
    va_end(arguments);
    if (averror != 0) {
        char reason[AV_ERROR_MAX_STRING_SIZE];
        if (av_strerror(averror, reason, sizeof(reason)) < 0)
            snprintf(reason, sizeof(reason), "FFmpeg error %d", averror);
        append(last.detail, sizeof(last.detail), ": ", reason);
        if (vf_log_errors()[0] != '\0') {
            append(last.detail, sizeof(last.detail), " (", vf_log_errors());
            append(last.detail, sizeof(last.detail), ")", "");
        }
    }
    for (char *c = last.detail; *c != '\0'; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    return code;
}

int vf_result_of(int averror)
{
    switch (averror) {
    case AVERROR(ENOMEM): return VF_E_MEMORY;
    case AVERROR(EINVAL):
    case AVERROR_INVALIDDATA: return VF_E_DATA;
    case AVERROR(ENOSYS):
    case AVERROR_ENCODER_NOT_FOUND:
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_PROTOCOL_NOT_FOUND:
    case AVERROR_PATCHWELCOME: return VF_E_UNSUPPORTED;
    case AVERROR_EXIT:
    case AVERROR(ETIMEDOUT): return VF_E_TIMEOUT;
    case AVERROR_EXTERNAL:
    case AVERROR_BUG:
    case AVERROR_UNKNOWN: return VF_E_CODEC;
    default: return VF_E_IO;
    }
}

void vf_last_error(vf_error *out)
{
    uint32_t size = out->struct_size < sizeof(last) ? out->struct_size : (uint32_t)sizeof(last);
    memcpy(out, &last, size);
    out->struct_size = size;
}
