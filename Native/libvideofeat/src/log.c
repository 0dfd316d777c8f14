/* libav's log goes to a ring of lines that the caller may read, never to stderr unless asked. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

enum { RING_LINES = 64, LINE_BYTES = 256 };

static char ring[RING_LINES][LINE_BYTES];
static int ring_first, ring_count;
static atomic_flag ring_lock = ATOMIC_FLAG_INIT;
static atomic_int installed, wanted_level = AV_LOG_WARNING, wants_stderr;

static _Thread_local char thread_errors[LINE_BYTES];
static _Thread_local char thread_option_warning[LINE_BYTES];
static _Thread_local int thread_level = AV_LOG_ERROR;

static void lock(void)
{
    while (atomic_flag_test_and_set_explicit(&ring_lock, memory_order_acquire)) {
        /* held for one memcpy of a line */
    }
}

static void unlock(void)
{
    atomic_flag_clear_explicit(&ring_lock, memory_order_release);
}

static void ring_push(const char *line)
{
    lock();
    int at = (ring_first + ring_count) % RING_LINES;
    if (ring_count == RING_LINES)
        ring_first = (ring_first + 1) % RING_LINES;
    else
        ring_count++;
    memcpy(ring[at], line, strlen(line) + 1);
    unlock();
}

static void remember_for_thread(int level, const char *line)
{
    /* libx265's wrapper only warns about these and goes on without the option. */
    if (strncmp(line, "Unknown option", 14) == 0 || strncmp(line, "Invalid value for", 17) == 0)
        snprintf(thread_option_warning, sizeof(thread_option_warning), "%s", line);
    if (level > thread_level)
        return;
    size_t used = strlen(thread_errors);
    snprintf(thread_errors + used, sizeof(thread_errors) - used, "%s%s", used > 0 ? "; " : "", line);
}

VF_PRINTF(3, 0)
static void on_log(void *source, int level, const char *format, va_list arguments)
{
    char line[LINE_BYTES];
    int shown = level <= atomic_load(&wanted_level);
    (void)source;
    if (level > AV_LOG_WARNING && level > thread_level && !shown)
        return;
    vsnprintf(line, sizeof(line), format, arguments);
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        line[--length] = '\0';
    if (length == 0)
        return;
    remember_for_thread(level, line);
    if (!shown)
        return;
    ring_push(line);
    if (atomic_load(&wants_stderr))
        fprintf(stderr, "libav: %s\n", line);
}

void vf_log_begin(void)
{
    if (atomic_exchange(&installed, 1) == 0)
        av_log_set_callback(on_log);
    thread_errors[0] = '\0';
    thread_option_warning[0] = '\0';
    thread_level = AV_LOG_ERROR;
}

void vf_log_collect(int level)
{
    thread_level = level;
}

const char *vf_log_errors(void)
{
    return thread_errors;
}

const char *vf_log_option_warning(void)
{
    return thread_option_warning;
}

int vf_log_wants_stderr(void)
{
    return atomic_load(&wants_stderr);
}

void vf_log_configure(int32_t level, int32_t to_stderr)
{
    atomic_store(&wanted_level, level);
    atomic_store(&wants_stderr, to_stderr);
    vf_log_begin();
}

int32_t vf_log_read(char *text, int32_t capacity)
{
    char line[LINE_BYTES] = "";
    if (text == NULL || capacity <= 0)
        return 0;
    lock();
    if (ring_count > 0) {
        memcpy(line, ring[ring_first], sizeof(line));
        ring_first = (ring_first + 1) % RING_LINES;
        ring_count--;
    }
    unlock();
    snprintf(text, (size_t)capacity, "%s", line);
    return (int32_t)strlen(text);
}
