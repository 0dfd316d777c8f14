using System.Runtime.InteropServices;

namespace VideoFeat.Native.Interop;

/// <summary>The functions of videofeat_native.h.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "videofeat_native";

    /// <summary>VF_ABI_VERSION of the header this binding was written for.</summary>
    internal const uint AbiVersion = 3;

    internal const int Ok = 0;
    internal const int Again = 1;
    internal const int End = 2;

    // Before the first call: says where the library is looked for, and checks its ABI number.
    static NativeMethods() => NativeMethodsResolver.Register();

    [LibraryImport(Library)]
    internal static partial int vf_version_get(ref VfVersion version);

    [LibraryImport(Library)]
    internal static partial int vf_codec_list(byte* text, int capacity);

    [LibraryImport(Library)]
    internal static partial void vf_last_error(ref VfError error);

    [LibraryImport(Library)]
    internal static partial void vf_log_configure(int level, int toStandardError);

    [LibraryImport(Library)]
    internal static partial int vf_log_read(byte* text, int capacity);

    [LibraryImport(Library)]
    internal static partial void vf_packet_release(ref VfPacket packet);

    [LibraryImport(Library)]
    internal static partial void vf_frame_release(ref VfFrame frame);

    [LibraryImport(Library)]
    internal static partial int vf_encoder_open(in VfEncoderConfig config, out EncoderHandle encoder);

    [LibraryImport(Library)]
    internal static partial int vf_encoder_send(EncoderHandle encoder, byte* luma, int stride, long pts, int forceKey);

    [LibraryImport(Library)]
    internal static partial int vf_encoder_set_qp(EncoderHandle encoder, int qp);

    [LibraryImport(Library)]
    internal static partial int vf_encoder_set_bitrate(EncoderHandle encoder, int kbps);

    [LibraryImport(Library)]
    internal static partial int vf_encoder_receive(EncoderHandle encoder, ref VfPacket packet);

    [LibraryImport(Library)]
    internal static partial int vf_encoder_finish(EncoderHandle encoder);

    [LibraryImport(Library)]
    internal static partial int vf_encoder_extradata(EncoderHandle encoder, out byte* data, out int size);

    [LibraryImport(Library)]
    internal static partial void vf_encoder_close(nint encoder);

    [LibraryImport(Library)]
    internal static partial int vf_decoder_open(in VfDecoderConfig config, out DecoderHandle decoder);

    [LibraryImport(Library)]
    internal static partial int vf_decoder_send(DecoderHandle decoder, byte* data, int size, long pts);

    [LibraryImport(Library)]
    internal static partial int vf_decoder_receive(DecoderHandle decoder, ref VfFrame frame);

    [LibraryImport(Library)]
    internal static partial int vf_decoder_finish(DecoderHandle decoder);

    [LibraryImport(Library)]
    internal static partial void vf_decoder_reset(DecoderHandle decoder);

    [LibraryImport(Library)]
    internal static partial void vf_decoder_close(nint decoder);

    [LibraryImport(Library)]
    internal static partial long vf_sei_max_length(long accessUnitSize, long messageBytes, int messages);

    [LibraryImport(Library)]
    internal static partial long vf_sei_insert(
        byte* accessUnit, long size, VfBytes* messages, int count, byte* destination, long capacity);

    [LibraryImport(Library)]
    internal static partial int vf_muxer_open(byte* path, in VfMuxerConfig config, out MuxerHandle muxer);

    [LibraryImport(Library)]
    internal static partial int vf_muxer_write(MuxerHandle muxer, byte* data, int size, long pts, int key);

    [LibraryImport(Library)]
    internal static partial int vf_muxer_finish(MuxerHandle muxer);

    [LibraryImport(Library)]
    internal static partial void vf_muxer_interrupt(MuxerHandle muxer);

    [LibraryImport(Library)]
    internal static partial void vf_muxer_close(nint muxer);

    [LibraryImport(Library)]
    internal static partial int vf_demuxer_open(byte* path, in VfDemuxerConfig config, out DemuxerHandle demuxer);

    [LibraryImport(Library)]
    internal static partial int vf_demuxer_info(DemuxerHandle demuxer, ref VfStreamInfo info);

    [LibraryImport(Library)]
    internal static partial int vf_demuxer_read(DemuxerHandle demuxer, ref VfPacket packet);

    [LibraryImport(Library)]
    internal static partial int vf_demuxer_seek(DemuxerHandle demuxer, long pts);

    [LibraryImport(Library)]
    internal static partial void vf_demuxer_interrupt(DemuxerHandle demuxer);

    [LibraryImport(Library)]
    internal static partial void vf_demuxer_close(nint demuxer);

    [LibraryImport(Library)]
    internal static partial int vf_media_open(byte* path, in VfMediaConfig config, out MediaHandle media);

    [LibraryImport(Library)]
    internal static partial int vf_media_info_get(MediaHandle media, ref VfMediaInfo info);

    [LibraryImport(Library)]
    internal static partial int vf_media_read(MediaHandle media, out double seconds);

    [LibraryImport(Library)]
    internal static partial int vf_media_scale(
        MediaHandle media, int cropX, int cropY, int cropWidth, int cropHeight, int width, int height, byte* rgb, long capacity);

    [LibraryImport(Library)]
    internal static partial void vf_media_close(nint media);

    [LibraryImport(Library)]
    internal static partial int vf_probe_encoder(in VfEncoderConfig config, ref VfProbeResult result);

    [LibraryImport(Library)]
    internal static partial int vf_probe_decoder(
        byte* device, int width, int height, int bitDepth, int chroma, ref VfProbeResult result);
}
