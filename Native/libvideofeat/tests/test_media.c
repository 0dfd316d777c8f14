/* Pictures to RGB planes: exact at their own size, cropped, scaled; limits. */
#include "memory_file.h"
#include "check.h"

enum { WIDTH = 30, HEIGHT = 20 };

static uint8_t sample(int x, int y, int channel)
{
    return (uint8_t)(x * 5 + y * 3 + channel * 40);
}

static void pixmap(const memory_file *file)
{
    uint8_t data[32 + 3 * WIDTH * HEIGHT];
    int at = snprintf((char *)data, 32, "P6\n%d %d\n255\n", WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int channel = 0; channel < 3; channel++)
                data[at++] = sample(x, y, channel);
    CHECK(memory_file_set(file, data, (size_t)at));
}

static vf_media *open_media(const memory_file *file, int limit)
{
    vf_media_config config = {.struct_size = sizeof(config), .max_width = limit, .max_height = limit, .threads = 1};
    vf_media *media = NULL;
    vf_media_open(file->path, &config, &media);
    return media;
}

static void own_size_and_crop(const memory_file *file)
{
    uint8_t rgb[3 * WIDTH * HEIGHT];
    double seconds;
    int wrong = 0;
    vf_media *media = open_media(file, 100);
    vf_media_info info = {.struct_size = sizeof(info)};
    CHECK(media != NULL && vf_media_info_get(media, &info) == VF_OK);
    CHECK(info.width == WIDTH && info.height == HEIGHT && info.frame_rate == 0 && strcmp(info.codec, "ppm") == 0);
    CHECK(vf_media_read(media, &seconds) == VF_OK);
    CHECK(vf_media_scale(media, 0, 0, 0, 0, WIDTH, HEIGHT, rgb, sizeof(rgb)) == VF_OK);
    for (int i = 0; i < 3 * WIDTH * HEIGHT; i++)
        wrong += rgb[i] != sample(i % WIDTH, i / WIDTH % HEIGHT, i / (WIDTH * HEIGHT));
    CHECK(vf_media_scale(media, 3, 4, 11, 7, 11, 7, rgb, 3 * 11 * 7) == VF_OK);
    for (int i = 0; i < 3 * 11 * 7; i++)
        wrong += rgb[i] != sample(3 + i % 11, 4 + i / 11 % 7, i / 77);
    CHECK(wrong == 0);
    CHECK(vf_media_scale(media, 3, 4, 11, 7, 11, 7, rgb, 3 * 11 * 7 - 1) == VF_E_ARGUMENT);
    CHECK(vf_media_scale(media, 20, 4, 11, 7, 11, 7, rgb, sizeof(rgb)) == VF_E_ARGUMENT);
    CHECK(vf_media_read(media, &seconds) == VF_END);
    vf_media_close(media);
}

static void scaled(const memory_file *file)
{
    uint8_t *rgb = malloc(3 * 61 * 47);
    double seconds;
    vf_media *media = open_media(file, 100);
    CHECK(media != NULL && vf_media_read(media, &seconds) == VF_OK);
    for (int width = 1; width <= 61; width += 4)
        for (int height = 1; height <= 47; height += 23)
            CHECK(vf_media_scale(media, 0, 0, 0, 0, width, height, rgb, 3 * 61 * 47) == VF_OK);
    vf_media_close(media);
    free(rgb);
}

static void device(void)
{
    static const char *const misspelt[] = {"framrate", "25", NULL};
    vf_media_config config = {.struct_size = sizeof(config), .max_width = 100, .max_height = 100, .threads = 1, .device = "lavfi"};
    vf_media *media = NULL;
    vf_media_info info = {.struct_size = sizeof(info)};
    double seconds;
    int result = vf_media_open("testsrc2=size=64x48:rate=25", &config, &media);
    if (result == VF_E_UNSUPPORTED) {
        printf("no libavdevice here\n");
        return;
    }
    CHECK(result == VF_OK && vf_media_info_get(media, &info) == VF_OK);
    CHECK(info.width == 64 && info.height == 48);
    for (int i = 0; i < 3; i++)
        CHECK(vf_media_read(media, &seconds) == VF_OK && seconds > 0.04 * i - 0.001 && seconds < 0.04 * i + 0.001);
    vf_media_close(media);
    config.options = misspelt;
    CHECK(vf_media_open("testsrc2=size=64x48:rate=25", &config, &media) == VF_E_OPTION && media == NULL);
    config.options = NULL;
    CHECK(vf_media_open("no_such_filter", &config, &media) == VF_E_IO && media == NULL);
    config.device = "no_such_device";
    CHECK(vf_media_open("x", &config, &media) == VF_E_UNSUPPORTED && media == NULL);
}

int main(void)
{
    memory_file file = memory_file_open();
    pixmap(&file);
    own_size_and_crop(&file);
    scaled(&file);
    CHECK(open_media(&file, WIDTH - 1) == NULL);
    CHECK(memory_file_set(&file, (const uint8_t *)"", 0));
    CHECK(open_media(&file, 100) == NULL);
    close(file.descriptor);
    device();
    return finish("media");
}
