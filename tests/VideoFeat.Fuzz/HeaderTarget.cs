using System.Buffers.Binary;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Fuzz;

/// <summary>The feature header: what can be read is written as a message that reads the same, and says the same as one that was mutated and sealed again.</summary>
internal static class HeaderTarget
{
    public static IEnumerable<byte[]> Seeds()
    {
        TensorSpec[] specs =
        [
            new("p3", ElementType.Float32, new TensorShape(1, 6, 20, 20)),
            new("p4", ElementType.Float16, new TensorShape(10, 10, 12), AxisOrder.ChannelsLast),
        ];
        foreach (LayoutKind kind in new[] { LayoutKind.Tiled, LayoutKind.ChannelPerFrame })
        {
            yield return FeatureHeaderWriter.Write(new FeatureConfiguration
            {
                Plan = PackPlan.Create(specs, new LayoutOptions { Kind = kind, ChannelOrders = [[5, 4, 3, 2, 1, 0], null] }),
                BitDepth = 10,
                BridgeData = new byte[] { 1, 2, 3 },
                ModelHash = new byte[32],
                CutName = "layer4/add",
                ProfileHash = new byte[32],
            });
        }

        yield return FeatureHeaderWriter.Write(new FeatureUnitHeader
        {
            ConfigurationId = 1,
            SequenceNumber = 2,
            FrameIndex = 3,
            BatchIndex = 1,
            BatchCount = 4,
            CaptureTimeNs = 5,
            ItemId = "item",
            Parameters = [new([-1.5f], [2.1f]), new([0, -0.25f, 0.1f], [1, 2, 3])],
            Check = CheckKind.DecodedCodes,
            Crc = 6,
            MaxError = 0.5f,
            Times = new SenderTimes(TimeSpan.FromMicroseconds(200), TimeSpan.FromMilliseconds(20), default, TimeSpan.FromSeconds(1)),
        });
        yield return FeatureHeaderWriter.Write(new ProfileFragment { ProfileHash = new byte[32], Index = 0, Count = 2, TotalBytes = 90, Bytes = new byte[40] });
        yield return FeatureHeaderWriter.Write(new PayloadFragment { SequenceNumber = 7, FrameIndex = 1, Index = 2, Count = 3, TotalBytes = 1000, Bytes = new byte[20] });
    }

    /// <exception cref="FeatureFormatException">The fault of the last reading, so that the fuzzer sees how far an input came.</exception>
    public static void Run(ReadOnlySpan<byte> data)
    {
        string? fault = Check(data);
        if (data.Length >= 22)
        {
            // Mutation seldom leaves the CRC right, so the same fields are tried once more under a good head and CRC.
            byte[] body = [1, data[17], 0, 0, 0, 0, .. data[22..Math.Max(22, data.Length - 4)]];
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(2), body.Length - 6);
            byte[] crc = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Compute(body));
            fault = Check([.. HeaderFormat.Uuid, .. body, .. crc]);
        }

        if (fault is not null)
        {
            throw new FeatureFormatException(fault);
        }
    }

    private static string? Check(ReadOnlySpan<byte> payload)
    {
        bool read = FeatureHeaderReader.TryRead(payload, FeatureLimits.Default, out FeatureMessage? message, out string? fault);
        Require(read == (message is not null), "success and message do not go together");
        Require(!read || fault is null, "success with a fault");
        if (!read)
        {
            return fault;
        }

        byte[] written = FeatureHeaderWriter.Write(message!);
        Require(FeatureHeaderReader.TryRead(written, FeatureLimits.Default, out FeatureMessage? again, out _), "what was written cannot be read");
        Require(FeatureHeaderWriter.Write(again!).AsSpan().SequenceEqual(written), "writing twice gives different bytes");
        if (message is FeatureConfiguration configuration)
        {
            PackPlan plan = configuration.Plan;
            Require(plan.Regions.Count == 0 || plan.Locate(0, 0, 0, 0).Frame < plan.FramesPerSet, "the first element lies outside the set");
        }

        return null;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
