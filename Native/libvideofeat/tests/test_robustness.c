/* Cut and bit-flipped input at every reader, from a fixed seed. */
#include "fuzz_entry.h"
#include "stream.h"

typedef struct bytes {
    uint8_t *data;
    size_t size;
} bytes;

static bytes copy_of(const uint8_t *data, size_t size)
{
    bytes b = {malloc(size + 1), size};
    memcpy(b.data, data, size);
    return b;
}

static bytes read_back(const memory_file *file)
{
    off_t size = lseek(file->descriptor, 0, SEEK_END);
    bytes b = {malloc((size_t)size + 1), (size_t)size};
    CHECK(pread(file->descriptor, b.data, b.size, 0) == (ssize_t)b.size);
    return b;
}

static bytes muxed(const stream *s, const char *format, const memory_file *file)
{
    vf_muxer_config config = {.struct_size = sizeof(config), .width = s->width, .height = s->height,
                              .extradata = s->extradata, .extradata_size = s->extradata_size, .frame_rate = 25,
                              .format = format};
    vf_muxer *muxer = NULL;
    CHECK(ftruncate(file->descriptor, 0) == 0);
    CHECK(vf_muxer_open(file->path, &config, &muxer) == VF_OK);
    for (int n = 0; n < s->count; n++)
        CHECK(vf_muxer_write(muxer, s->units[n].data, s->units[n].size, n, s->units[n].key) == VF_OK);
    CHECK(vf_muxer_finish(muxer) == VF_OK);
    vf_muxer_close(muxer);
    return read_back(file);
}

/* Flips up to eight bits, mostly early where the headers are; one time in four the end is cut off as well. */
static void damage(bytes *b, uint32_t *seed)
{
    size_t reach = next_random(seed) % 2 ? b->size : (b->size < 400 ? b->size : 400);
    for (uint32_t n = next_random(seed) % 8 + 1; n > 0 && reach > 0; n--)
        b->data[next_random(seed) % reach] ^= (uint8_t)(1u << next_random(seed) % 8);
    if (next_random(seed) % 4 == 0)
        b->size = next_random(seed) % (b->size + 1);
}

static bytes portable_pixmap(void)
{
    static const char header[] = "P6\n20 10\n255\n";
    bytes b = {malloc(700), sizeof(header) - 1 + 600};
    memcpy(b.data, header, sizeof(header) - 1);
    for (size_t i = sizeof(header) - 1; i < b.size; i++)
        b.data[i] = (uint8_t)i;
    return b;
}

int main(void)
{
    static const char *const formats[] = {"hevc", "mp4", "matroska", "mpegts"};
    memory_file file = memory_file_open();
    uint32_t seed = 271828;
    vf_encoder_config config = stream_config(64, 48, 8, VF_CHROMA_420, 3);
    stream s = stream_make(&config, 6);
    vf_log_configure(-8, 0);
    for (int round = 0; round < rounds(300); round++) {
        bytes b = copy_of(s.units[round % 6].data, (size_t)s.units[round % 6].size);
        damage(&b, &seed);
        try_decode(b.data, b.size);
        try_sei(b.data, b.size);
        free(b.data);
    }
    for (int i = 0; i < 4; i++) {
        bytes whole = muxed(&s, formats[i], &file);
        try_demux(&file, whole.data, whole.size);
        for (int round = 0; round < rounds(150); round++) {
            bytes b = copy_of(whole.data, whole.size);
            damage(&b, &seed);
            try_demux(&file, b.data, b.size);
            if (round % 3 == 0)
                try_media(&file, b.data, b.size);
            free(b.data);
        }
        free(whole.data);
    }
    bytes picture = portable_pixmap();
    try_media(&file, picture.data, picture.size);
    for (int round = 0; round < rounds(300); round++) {
        bytes b = copy_of(picture.data, picture.size);
        damage(&b, &seed);
        try_media(&file, b.data, b.size);
        free(b.data);
    }
    free(picture.data);
    stream_free(&s);
    close(file.descriptor);
    return finish("robustness");
}
