using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using LayoutKind = VideoFeat.Packing.Layout.LayoutKind;

namespace VideoFeat.Tests.Golden;

/// <summary>One small file of tests/vectors/streams: what it is made with, and how it is written.</summary>
/// <param name="Name">File name; says what it holds.</param>
/// <param name="Options">What it is coded with.</param>
/// <param name="Tensors">Its tensors.</param>
/// <param name="Sets">Feature sets in it.</param>
internal sealed record GoldenStream(string Name, CodecOptions Options, IReadOnlyList<TensorSpec> Tensors, int Sets)
{
    /// <summary>A tensor of every element type, with every axis order and ranks 1 to 5 among them.</summary>
    private static readonly TensorSpec[] EveryType =
    [
        new("f32", ElementType.Float32, new TensorShape(1, 4, 5, 7)),
        new("f16", ElementType.Float16, new TensorShape(4, 6, 3), AxisOrder.ChannelsLast),
        new("bf16", ElementType.BFloat16, new TensorShape(9, 8), AxisOrder.Tokens),
        new("i8", ElementType.Int8, new TensorShape(1, 2, 2, 3, 4)),
        new("u8", ElementType.UInt8, new TensorShape(33)),
    ];

    private static readonly string[] Containers = ["mp4", "mkv", "ts", "hevc"];

    /// <summary>Every layout x bit depth x quantizer x container, each with every element type; then what stands beside that grid.</summary>
    public static IReadOnlyList<GoldenStream> All { get; } = [.. Grid(), .. Beside()];

    private static IEnumerable<GoldenStream> Grid() =>
        from layout in new[] { LayoutKind.Tiled, LayoutKind.ChannelPerFrame }
        from bits in new[] { 8, 10, 12 }
        from quantizer in new (string Name, RangeMode Mode, Granularity Granularity)[]
        {
            ("minmax-tensor", RangeMode.MinMax, Granularity.PerTensor), ("minmax-channel", RangeMode.MinMax, Granularity.PerChannel),
            ("percentile-tensor", RangeMode.Percentile, Granularity.PerTensor), ("percentile-channel", RangeMode.Percentile, Granularity.PerChannel),
            ("fixed", RangeMode.Fixed, Granularity.PerTensor),
        }
        from container in Containers
        select new GoldenStream(
            $"{(layout == LayoutKind.Tiled ? "tiled" : "channel")}-{bits}-{quantizer.Name}.{container}",
            Lossless(bits) with { Layout = layout, Range = quantizer.Mode, Granularity = quantizer.Granularity, Percentile = 90, FixedRanges = Fixed(quantizer.Mode) },
            EveryType, 2);

    private static IEnumerable<GoldenStream> Beside()
    {
        foreach (string container in Containers)
        {
            yield return new($"lossy-p.{container}", Lossless(8) with { Lossless = false, Qp = 20, Prediction = Prediction.LowDelayP, KeyInterval = 3 }, EveryType, 5);
            yield return new($"lossy-verified.{container}", Lossless(10) with { Lossless = false, Qp = 30, Verify = true }, EveryType, 2);
            yield return new($"gray-12.{container}", Lossless(12) with { Chroma = ChromaFormat.Gray }, EveryType, 2);
            yield return new($"gray-10-lossy.{container}", Lossless(10) with { Chroma = ChromaFormat.Gray, Lossless = false, Qp = 24 }, EveryType, 2);
        }

        // Channels wider and higher than a sheet may be, and channels in another order.
        yield return new("folded.mp4", Lossless(8), [new("wide", ElementType.UInt8, new TensorShape(20_000)), new("x", ElementType.Float32, new TensorShape(2, 3, 4))], 1);
        yield return new("banded.mp4", Lossless(8), [new("high", ElementType.UInt8, new TensorShape(9_001, 3), AxisOrder.Tokens)], 1);
        yield return new(
            "ordered.mp4", Lossless(8) with { ChannelOrders = [[2, 0, 3, 1], [1, 2, 0], null, [1, 0], null], TileAlignment = 8 }, EveryType, 2);
    }

    private static CodecOptions Lossless(int bits) => new()
    {
        Encoder = "libx265",
        BitDepth = bits,
        Lossless = true,
        SelfCheck = false,
    };

    private static ValueRange[] Fixed(RangeMode mode) => mode == RangeMode.Fixed ? [new(-1.5f, 6)] : [];

    /// <summary>Writes the file into a folder.</summary>
    public void Write(string folder)
    {
        using FeatureEncoder encoder = FeatureEncoder.Open(Tensors, Options);
        using FeatureFileWriter writer = FeatureFileWriter.Create(
            Path.Combine(folder, Name), encoder.ExtraData, encoder.Plan.FrameWidth, encoder.Plan.FrameHeight, encoder.FramesPerSecond);
        for (int i = 0; i < Sets; i++)
        {
            using var set = new FeatureSet([.. Tensors.Select((spec, k) => Source(spec, (10 * i) + k))]) { ItemId = $"item {i}" };
            using CodedFeature coded = encoder.Encode(set);
            writer.Write(coded);
        }

        writer.Finish();
    }

    /// <summary>What a file decodes to: for each set its state, its item id, and the SHA-256 of its elements, tensor behind tensor.</summary>
    public static IEnumerable<string> Decode(string path)
    {
        using var decoder = FeatureDecoder.Open();
        foreach (DecodedFeature feature in decoder.DecodeFile(path))
        {
            using (feature)
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                foreach (FeatureTensor tensor in feature.Set ?? throw new InvalidOperationException($"{path}: set {feature.Sequence} is lost: {feature.Reason}"))
                {
                    hash.AppendData(tensor.Bytes);
                }

                yield return $"{feature.Sequence}\t{feature.State}\t{feature.ItemId}\t{Convert.ToHexStringLower(hash.GetHashAndReset())}";
            }
        }
    }

    // Smooth, with a constant channel, and for float32 one of denormals and one wider than float32 can subtract.
    private static FeatureTensor Source(TensorSpec spec, int seed)
    {
        FeatureTensor tensor = FeatureTensor.Rent(spec);
        int channel = Math.Max(1, ChannelGeometry.Of(spec).ChannelElements);
        for (int i = 0; i < spec.Shape.Elements; i++)
        {
            double wave = (3 * Math.Sin((i + seed) * 0.37)) + ((i * 7 % 11) * 0.1) + 1;
            switch (spec.Type)
            {
                case ElementType.Float32:
                    tensor.Floats[i] = (i / channel) switch { 1 => 0.75f, 2 => (float)(wave * 1e-41), 3 when seed % 20 < 10 => (float)(wave * 7e37), _ => (float)wave };
                    break;
                case ElementType.Float16:
                    MemoryMarshal.Cast<byte, Half>(tensor.Bytes)[i] = (Half)wave;
                    break;
                case ElementType.BFloat16:
                    MemoryMarshal.Cast<byte, ushort>(tensor.Bytes)[i] = (ushort)(BitConverter.SingleToUInt32Bits((float)wave) >> 16);
                    break;
                default:
                    tensor.Bytes[i] = (byte)(int)(wave * 20);
                    break;
            }
        }

        return tensor;
    }
}
