using VideoFeat.Packing;
using VideoFeat.Packing.Kernels;
using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Packing;

/// <summary>Whole frames against the naive twins, at every vector width.</summary>
public class PackerTests
{
    public static TheoryData<int, string, AxisOrder, ElementType, int, bool> Cases()
    {
        var data = new TheoryData<int, string, AxisOrder, ElementType, int, bool>();
        foreach (KernelWidth width in Enum.GetValues<KernelWidth>().Where(KernelWidths.Has))
        {
            foreach (string set in new[] { "9x13x21;5x26x7", "70x5x3", "3x2x700", "1x5000", "130x1x1;4x40x17" })
            {
                data.Add((int)width, set, AxisOrder.ChannelsFirst, ElementType.Float32, 8, false);
                data.Add((int)width, set, AxisOrder.ChannelsFirst, ElementType.Float16, 12, true);
                data.Add((int)width, set, AxisOrder.ChannelsLast, ElementType.Float32, 10, true);
                data.Add((int)width, set, AxisOrder.ChannelsLast, ElementType.BFloat16, 8, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Frames_are_the_twins_and_come_back_as_the_twins(int width, string set, AxisOrder order, ElementType type, int bitDepth, bool perChannel)
    {
        TensorSpec[] specs =
            [.. set.Split(';').Select((s, i) => new TensorSpec($"t{i}", type, new TensorShape([.. s.Split('x').Select(int.Parse)]), order))];
        PackPlan plan = PackPlan.Create(specs, new LayoutOptions { MaxWidth = 256, MaxHeight = 128 });
        using var source = new FeatureSet([.. specs.Select((s, i) => TensorFactory.Random(s, i))]);
        using var decoded = new FeatureSet([.. specs.Select(FeatureTensor.Rent)]);
        var options = new QuantizerOptions { BitDepth = bitDepth, Granularity = perChannel ? Granularity.PerChannel : Granularity.PerTensor };
        var packer = new FeaturePacker(plan, options) { Width = (KernelWidth)width };
        var unpacker = new FeatureUnpacker(plan, bitDepth) { Width = (KernelWidth)width };
        IReadOnlyList<QuantizerParameters> parameters = packer.Measure(source, 0);
        byte[] frames = new byte[plan.BytesPerSet(bitDepth)];
        packer.Pack(source, 0, parameters, frames);
        byte[] again = new byte[frames.Length];
        Array.Fill(again, (byte)0xEE);
        packer.Pack(source, 0, parameters, again);
        Assert.Equal(frames, again);

        // Unpacked from a plane with wider rows.
        int rowBytes = plan.FrameWidth * (bitDepth > 8 ? 2 : 1);
        int stride = rowBytes + 18;
        for (int frame = 0; frame < plan.FramesPerSet; frame++)
        {
            byte[] wide = new byte[(stride * (plan.FrameHeight - 1)) + rowBytes];
            for (int y = 0; y < plan.FrameHeight; y++)
            {
                frames.AsSpan(((frame * plan.FrameHeight) + y) * rowBytes, rowBytes).CopyTo(wide.AsSpan(y * stride));
            }

            unpacker.Unpack(wide, stride, frame, parameters, decoded, 0);
        }

        for (int t = 0; t < specs.Length; t++)
        {
            ChannelGeometry g = plan.Geometries[t];
            var codes = new ushort[g.Elements];
            packer.QuantizeCodes(source, 0, t, parameters[t], codes);
            using var fromCodes = new FeatureSet([.. specs.Select(FeatureTensor.Rent)]);
            unpacker.DequantizeCodes(codes, t, parameters[t], fromCodes, 0);
            Assert.True(decoded[t].Bytes.SequenceEqual(fromCodes[t].Bytes));
            foreach ((int c, int y, int x) in NaiveLayout.Elements(g))
            {
                int index = NaiveLayout.IndexOf(g, c, y, x);
                (float minimum, float maximum) = parameters[t][c];
                int code = ScalarQuantizer.Quantize(TensorFactory.Get(source[t], index), minimum, maximum, options.MaxCode);
                (int frame, int row, int column) = NaiveLayout.Locate(plan, t, c, y, x);
                int sample = (((frame * plan.FrameHeight) + row) * plan.FrameWidth) + column;
                Assert.Equal(code, bitDepth > 8 ? BitConverter.ToUInt16(frames, sample * 2) : frames[sample]);
                Assert.Equal(code, codes[(((c * g.Height) + y) * g.Width) + x]);
                float value = ScalarQuantizer.Dequantize(code, minimum, maximum, options.MaxCode);
                float stored = TensorFactory.Get(decoded[t], index);
                Assert.Equal(type switch { ElementType.Float16 => (float)(Half)value, ElementType.BFloat16 => NearestBFloat16(value), _ => value }, stored);
            }
        }
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Int8)]
    public void Rows_longer_than_a_chunk_of_conversion_come_back(ElementType type)
    {
        var spec = new TensorSpec("t", type, new TensorShape(2, 3, 5001));
        PackPlan plan = PackPlan.Create([spec], new LayoutOptions());
        Assert.Equal(5001, plan.Regions[0].TileWidth);
        using var source = new FeatureSet(TensorFactory.Random(spec));
        using var decoded = new FeatureSet(FeatureTensor.Rent(spec));
        var packer = new FeaturePacker(plan, new() { BitDepth = 12 });
        IReadOnlyList<QuantizerParameters> parameters = packer.Measure(source, 0);
        byte[] frame = new byte[plan.BytesPerSet(12)];
        packer.Pack(source, 0, parameters, frame);
        new FeatureUnpacker(plan, 12).Unpack(frame, plan.FrameWidth * 2, 0, parameters, decoded, 0);
        var codes = new ushort[spec.Shape.Elements];
        packer.QuantizeCodes(source, 0, 0, parameters[0], codes);
        for (int i = 0; i < codes.Length; i++)
        {
            (_, int row, int column) = NaiveLayout.Locate(plan, 0, i / 15003, i % 15003 / 5001, i % 5001);
            Assert.Equal(codes[i], BitConverter.ToUInt16(frame, ((row * plan.FrameWidth) + column) * 2));
        }

        double step = ((double)parameters[0].Maximum[0] - parameters[0].Minimum[0]) / 4095;
        Assert.InRange(FeatureError.Measure(source[0], decoded[0]).MaxAbs, 0, type == ElementType.Int8 ? 0 : step);
    }

    [Fact]
    public void Unused_samples_continue_a_tile_within_its_cell_and_are_zero_elsewhere()
    {
        var spec = new TensorSpec("t", ElementType.UInt8, new TensorShape(3, 9, 10));
        PackPlan plan = PackPlan.Create([spec], new LayoutOptions { MinWidth = 64, MinHeight = 8, TileAlignment = 8 });
        using var set = new FeatureSet(FeatureTensor.Wrap(spec, Enumerable.Range(0, 270).Select(i => (byte)(i + 1)).ToArray()));
        var packer = new FeaturePacker(plan, new());
        byte[] frame = new byte[plan.BytesPerSet(8)];
        Array.Fill(frame, (byte)0xEE);
        packer.Pack(set, 0, packer.Measure(set, 0), frame);
        TileRegion region = Assert.Single(plan.Regions);
        for (int row = 0; row < plan.FrameHeight; row++)
        {
            for (int column = 0; column < plan.FrameWidth; column++)
            {
                int tile = (row / region.StrideY * region.Columns) + (column / region.StrideX);
                bool used = column < region.Columns * region.StrideX && tile < 3;
                int expected = used ? (byte)((tile * 90) + (Math.Min(row % region.StrideY, 8) * 10) + Math.Min(column % region.StrideX, 9) + 1) : 0;
                Assert.Equal(expected, frame[(row * plan.FrameWidth) + column]);
            }
        }
    }

    [Fact]
    public void Where_cells_end_within_a_coding_unit_the_rest_of_it_continues_them()
    {
        // One tile of 10x9 at the origin of a frame of 32x24: two strips of six and seven samples, then zeros.
        var spec = new TensorSpec("t", ElementType.UInt8, new TensorShape(1, 9, 10));
        PackPlan plan = PackPlan.Create([spec], new LayoutOptions { MinWidth = 32, MinHeight = 24, TileAlignment = 1 });
        Assert.Equal(new TileRegion(0, 0, 0, 10, 9, 10, 9, 1, 1), Assert.Single(plan.Regions));
        using var set = new FeatureSet(FeatureTensor.Wrap(spec, Enumerable.Range(0, 90).Select(i => (byte)(i + 1)).ToArray()));
        var packer = new FeaturePacker(plan, new());
        byte[] frame = new byte[plan.BytesPerSet(8)];
        Array.Fill(frame, (byte)0xEE);
        packer.Pack(set, 0, packer.Measure(set, 0), frame);
        for (int row = 0; row < 24; row++)
        {
            for (int column = 0; column < 32; column++)
            {
                int expected = row < 16 && column < 16 ? (Math.Min(row, 8) * 10) + Math.Min(column, 9) + 1 : 0;
                Assert.Equal(expected, frame[(row * 32) + column]);
            }
        }
    }

    [Fact]
    public void Sets_and_buffers_that_do_not_fit_are_refused()
    {
        var spec = new TensorSpec("t", ElementType.Float32, new TensorShape(2, 3, 4, 4));
        PackPlan plan = PackPlan.Create([spec], new LayoutOptions());
        var packer = new FeaturePacker(plan, new());
        var unpacker = new FeatureUnpacker(plan, 10);
        using var set = new FeatureSet(TensorFactory.Random(spec));
        using var other = new FeatureSet(TensorFactory.Random(spec with { Shape = new TensorShape(2, 3, 4, 5) }));
        IReadOnlyList<QuantizerParameters> parameters = packer.Measure(set, 1);
        Assert.StartsWith(
            "Tensor 0 of the set is t Float32 2x3x4x5 ChannelsFirst; the plan is for t Float32 1x3x4x4 ChannelsFirst.",
            Assert.Throws<ArgumentException>(() => packer.Measure(other, 0)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("The set has a batch of 2.", Assert.Throws<ArgumentOutOfRangeException>(() => packer.Measure(set, 2)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The set's frames take 4096 bytes; got 4095.",
            Assert.Throws<ArgumentException>(() => packer.Pack(set, 0, parameters, new byte[4095])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Tensor 0 has 3 channels; its quantizer has 2 minima and 1 maxima.",
            Assert.Throws<ArgumentException>(() => packer.Pack(set, 0, [new([0, 1], [2])], new byte[4096])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "0 quantizer parameters for 1 tensors.",
            Assert.Throws<ArgumentException>(() => packer.Pack(set, 0, [], new byte[4096])).Message,
            StringComparison.Ordinal);
        foreach ((int bytes, int stride) in new[] { (8191, 128), (8192, 127), (8192, 126), (8192, 129), (8192, 130) })
        {
            Assert.Equal(
                $"A frame of 64x64 samples of 2 bytes does not fit {bytes} bytes with rows {stride} apart.",
                Assert.Throws<ArgumentException>(() => unpacker.Unpack(new byte[bytes], stride, 0, parameters, set, 0)).Message);
        }
    }

    [Fact]
    public void Steady_state_allocates_nothing_that_grows_with_the_tensor()
    {
        Assert.InRange(Allocated(new TensorShape(8, 16, 16)), 0, 2000);
        Assert.InRange(Allocated(new TensorShape(8, 160, 160)), 0, 2000);

        static long Allocated(TensorShape shape)
        {
            var spec = new TensorSpec("t", ElementType.Float32, shape);
            PackPlan plan = PackPlan.Create([spec], new LayoutOptions());
            var packer = new FeaturePacker(plan, new() { Granularity = Granularity.PerChannel });
            var unpacker = new FeatureUnpacker(plan, 8);
            using var set = new FeatureSet(TensorFactory.Random(spec));
            byte[] frames = new byte[plan.BytesPerSet(8)];
            long before = 0;
            for (int i = 0; i < 2; i++)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                IReadOnlyList<QuantizerParameters> parameters = packer.Measure(set, 0);
                packer.Pack(set, 0, parameters, frames);
                unpacker.Unpack(frames, plan.FrameWidth, 0, parameters, set, 0);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Errors_are_measured_over_all_elements()
    {
        using FeatureTensor a = FeatureTensor.FromFloats([1, 2, 3, 4], new TensorShape(4));
        using FeatureTensor b = FeatureTensor.FromFloats([1, 2.5f, 3, 3], new TensorShape(4));
        Assert.Equal(new FeatureError(1, 1.25 / 4, 4), FeatureError.Measure(a, b));
        a.Floats[0] = b.Floats[0] = float.NaN;
        Assert.Equal(1, FeatureError.Measure(a, b).MaxAbs);
        b.Floats[0] = 0;
        Assert.Equal(double.PositiveInfinity, FeatureError.Measure(a, b).MaxAbs);
    }

    private static float NearestBFloat16(float value)
    {
        float down = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000);
        float up = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(down) + 0x10000);
        double toDown = Math.Abs((double)value - down);
        double toUp = Math.Abs((double)up - value);
        bool evenDown = (BitConverter.SingleToUInt32Bits(down) & 0x10000) == 0;
        return toDown < toUp || (toDown == toUp && evenDown) ? down : up;
    }

    [Theory]
    [InlineData(GapFill.Flat, 0)]
    [InlineData(GapFill.Continue, 255)]
    public void What_no_tile_covers_is_flat_or_goes_on(GapFill fill, byte expected)
    {
        // One tile of 5x5 in a frame of 8x8, all elements at the range's top: their code is 255.
        PackPlan plan = PackPlan.Create(
            [new TensorSpec("", ElementType.Float32, new TensorShape(1, 1, 5, 5))], new LayoutOptions { MinWidth = 8, MinHeight = 8 });
        var packer = new FeaturePacker(plan, new QuantizerOptions { Mode = RangeMode.Fixed, FixedRanges = [[new ValueRange(0, 1)]] }) { Gaps = fill };
        using FeatureTensor ones = FeatureTensor.FromFloats(Enumerable.Repeat(1f, 25).ToArray(), new TensorShape(1, 1, 5, 5));
        using var set = new FeatureSet(ones);
        var frame = new byte[64];
        packer.Pack(set, 0, packer.Measure(set, 0), frame);
        for (int i = 0; i < frame.Length; i++)
        {
            Assert.Equal(i % 8 < 5 && i / 8 < 5 ? (byte)255 : expected, frame[i]);
        }
    }
}
