/* Muxer and demuxer: what is written comes back, through every container; searching finds key pictures. */
#include "memory_file.h"
#include "stream.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static void write_file(const stream *s, const char *format, const char *path)
{
    vf_muxer_config config = {.struct_size = sizeof(config), .width = s->width, .height = s->height,
                              .extradata = s->extradata, .extradata_size = s->extradata_size, .frame_rate = 25,
                              .format = format, .comment = "a test"};
    vf_muxer *muxer = NULL;
    CHECK(vf_muxer_open(path, &config, &muxer) == VF_OK);
    for (int n = 0; n < s->count; n++)
        CHECK(vf_muxer_write(muxer, s->units[n].data, s->units[n].size, n, s->units[n].key) == VF_OK);
    CHECK(vf_muxer_finish(muxer) == VF_OK);
    CHECK(vf_muxer_write(muxer, s->units[0].data, s->units[0].size, 0, 1) == VF_E_ARGUMENT);
    CHECK(vf_muxer_finish(muxer) == VF_E_ARGUMENT);
    vf_muxer_close(muxer);
}

static void read_file(const stream *s, const char *path, int key_interval)
{
    vf_demuxer_config config = {.struct_size = sizeof(config), .timeout_ms = 60000};
    vf_demuxer *demuxer = NULL;
    vf_stream_info info = {.struct_size = sizeof(info)};
    vf_packet packet = {.struct_size = sizeof(packet)};
    vf_frame frame = {.struct_size = sizeof(frame)};
    vf_decoder *decoder = stream_decoder();
    CHECK(vf_demuxer_open(path, &config, &demuxer) == VF_OK);
    CHECK(vf_demuxer_info(demuxer, &info) == VF_OK);
    CHECK(info.width == s->width && info.height == s->height && info.frame_rate == 25);
    int count = 0;
    while (vf_demuxer_read(demuxer, &packet) == VF_OK) {
        CHECK(packet.pts == count && ((packet.flags & VF_PACKET_KEY) != 0) == (count % key_interval == 0));
        CHECK(vf_decoder_send(decoder, packet.data, (int32_t)packet.size, packet.pts) == VF_OK);
        CHECK(vf_decoder_receive(decoder, &frame) == VF_OK);
        CHECK(frame.hash == VF_HASH_MATCH && stream_same(s, &frame));
        vf_frame_release(&frame);
        vf_packet_release(&packet);
        count++;
    }
    CHECK(count == s->count);
    for (int target = s->count - 1; target >= 0; target -= 3) {
        CHECK(vf_demuxer_seek(demuxer, target) == VF_OK);
        CHECK(vf_demuxer_read(demuxer, &packet) == VF_OK);
        CHECK(packet.pts == target / key_interval * key_interval && (packet.flags & VF_PACKET_KEY) != 0);
        vf_packet_release(&packet);
    }
    vf_demuxer_interrupt(demuxer);
    vf_decoder_close(decoder);
    vf_demuxer_close(demuxer);
}

static void failures_are_reported(const stream *s)
{
    vf_muxer_config config = {.struct_size = sizeof(config), .width = s->width, .height = s->height, .frame_rate = 25,
                              .format = "matroska"};
    vf_demuxer_config reading = {.struct_size = sizeof(reading), .timeout_ms = 1000};
    vf_muxer *muxer = NULL;
    vf_demuxer *demuxer = NULL;
    CHECK(vf_muxer_open("/nowhere/at/all.mkv", &config, &muxer) == VF_E_IO && muxer == NULL);
    config.format = "vcr";
    CHECK(vf_muxer_open("/dev/null", &config, &muxer) == VF_E_UNSUPPORTED && muxer == NULL);
    config.format = "hevc";
    CHECK(vf_muxer_open("/dev/full", &config, &muxer) == VF_OK);
    CHECK(vf_muxer_write(muxer, s->units[0].data, s->units[0].size, 0, 1) == VF_E_IO);
    vf_muxer_close(muxer);
    CHECK(vf_muxer_open("/dev/null", &config, &muxer) == VF_OK);
    CHECK(vf_muxer_write(muxer, s->units[0].data, s->units[0].size, 0, 1) == VF_OK);
    vf_muxer_close(muxer); /* given up without finish */
    CHECK(vf_demuxer_open("/nowhere/at/all.mkv", &reading, &demuxer) == VF_E_IO && demuxer == NULL);
    CHECK(vf_demuxer_open("/dev/null", &reading, &demuxer) == VF_E_DATA && demuxer == NULL);
}

/* Connections wait in the backlog of a listener that nobody accepts from: the muxer writes until the buffers are full. */
static int silent_listener(char *url, size_t capacity)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 8) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    snprintf(url, capacity, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
    return listener;
}

static int write_until_it_fails(vf_muxer *muxer, const stream *s)
{
    int result = VF_OK;
    for (int n = 0; n < 10000000 && result == VF_OK; n++)
        result = vf_muxer_write(muxer, s->units[0].data, s->units[0].size, n, 1);
    return result;
}

static void every_wait_is_limited(const stream *s)
{
    char url[64];
    int listener = silent_listener(url, sizeof(url));
    vf_muxer_config config = {.struct_size = sizeof(config), .width = s->width, .height = s->height, .frame_rate = 25,
                              .format = "hevc", .timeout_ms = 300};
    vf_muxer *muxer = NULL;
    CHECK(vf_muxer_open(url, &config, &muxer) == VF_OK);
    CHECK(write_until_it_fails(muxer, s) == VF_E_TIMEOUT);
    vf_muxer_close(muxer);
    config.timeout_ms = 600000;
    CHECK(vf_muxer_open(url, &config, &muxer) == VF_OK);
    vf_muxer_interrupt(muxer);
    CHECK(write_until_it_fails(muxer, s) == VF_E_TIMEOUT);
    vf_muxer_close(muxer);
    config.timeout_ms = -1;
    CHECK(vf_muxer_open(url, &config, &muxer) == VF_E_ARGUMENT && muxer == NULL);
    close(listener);
}

int main(void)
{
    static const char *const formats[] = {"hevc", "mp4", "matroska", "mpegts"};
    memory_file file = memory_file_open();
    vf_encoder_config config = stream_config(64, 48, 8, VF_CHROMA_420, 4);
    stream s = stream_make(&config, 10);
    for (int i = 0; i < 4; i++) {
        write_file(&s, formats[i], file.path);
        read_file(&s, file.path, 4);
    }
    failures_are_reported(&s);
    every_wait_is_limited(&s);
    stream_free(&s);
    close(file.descriptor);
    return finish("files");
}
