/* libavdevice brings dozens of libraries along, for sound and screens, and only cameras need it: so it is loaded when one is
 * opened, by the name that belongs to the libavformat in use (both have the same major version from FFmpeg 5.0 to 8). */
#include "internal.h"

#include <stdio.h>

#if defined(_WIN32)
#include <windows.h>
#define LIBRARY "avdevice-%u.dll"
static void (*load(const char *name))(void)
{
    HMODULE library = LoadLibraryA(name);
    return library == NULL ? NULL : (void (*)(void))GetProcAddress(library, "avdevice_register_all");
}
#else
#include <dlfcn.h>
#if defined(__APPLE__)
#define LIBRARY "libavdevice.%u.dylib"
#else
#define LIBRARY "libavdevice.so.%u"
#endif
static void (*load(const char *name))(void)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL); /* never closed: libavformat keeps pointers into it */
    void *symbol = library == NULL ? NULL : dlsym(library, "avdevice_register_all");
    return symbol == NULL ? NULL : *(void (**)(void))(void *)&symbol; /* the cast that POSIX asks for */
}
#endif

int vf_devices_load(void)
{
    char name[64];
    snprintf(name, sizeof(name), LIBRARY, avformat_version() >> 16);
    void (*register_all)(void) = load(name);
    if (register_all == NULL)
        return vf_fail(VF_E_UNSUPPORTED, 0, "find", "cameras need FFmpeg's libavdevice, and %s is not installed", name);
    register_all();
    return VF_OK;
}
