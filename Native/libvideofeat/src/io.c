#include "internal.h"

#include <string.h>

#include <libavutil/avstring.h>
#include <libavutil/time.h>

void vf_deadline_start(vf_deadline *deadline)
{
    int64_t until = deadline->timeout_us > 0 ? av_gettime_relative() + deadline->timeout_us : INT64_MAX;
    atomic_store(&deadline->until_us, until);
}

int vf_deadline_passed(void *opaque)
{
    vf_deadline *deadline = opaque;
    return atomic_load(&deadline->interrupted) || av_gettime_relative() > atomic_load(&deadline->until_us);
}

int vf_io_is_network(const char *path)
{
    return strstr(path, "://") != NULL;
}

char *vf_io_url(const char *path)
{
    if (vf_io_is_network(path))
        return av_strdup(path);
    return av_asprintf("file:%s", path);
}

const char *vf_io_name(const AVFormatContext *format)
{
    const char *name = format->url;
    if (name != NULL)
        av_strstart(name, "file:", &name);
    return name != NULL ? name : "";
}
