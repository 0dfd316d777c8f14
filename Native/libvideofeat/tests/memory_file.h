/* A file that exists in memory only, with a path that libavformat can open. */
#ifndef VF_MEMORY_FILE_H
#define VF_MEMORY_FILE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct memory_file {
    int descriptor;
    char path[40];
} memory_file;

static inline memory_file memory_file_open(void)
{
    memory_file f = {.descriptor = memfd_create("videofeat", 0)};
    snprintf(f.path, sizeof(f.path), "/proc/self/fd/%d", f.descriptor);
    return f;
}

/* Replaces the content. 1 if all of it was written. */
static inline int memory_file_set(const memory_file *f, const uint8_t *data, size_t size)
{
    return ftruncate(f->descriptor, 0) == 0 && pwrite(f->descriptor, data, size, 0) == (ssize_t)size;
}

#endif
