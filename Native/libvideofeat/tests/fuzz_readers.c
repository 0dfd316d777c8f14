/* libFuzzer target, by hand and for longer: cmake -DVF_FUZZ=ON with clang. The first byte chooses the reader. */
#include "fuzz_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static memory_file file = {.descriptor = -1};
    if (file.descriptor < 0) {
        file = memory_file_open();
        vf_log_configure(-8, 0);
    }
    if (size < 2)
        return 0;
    switch (data[0] % 4) {
    case 0: try_decode(data + 1, size - 1); break;
    case 1: try_demux(&file, data + 1, size - 1); break;
    case 2: try_media(&file, data + 1, size - 1); break;
    default: try_sei(data + 1, size - 1); break;
    }
    if (failures != 0)
        abort();
    return 0;
}
