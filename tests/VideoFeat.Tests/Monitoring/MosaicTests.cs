using System.Buffers.Binary;
using System.IO.Compression;
using VideoFeat.Bridges;
using VideoFeat.Monitoring.Pictures;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Monitoring;

public class MosaicTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(64, 40, 40)]
    [InlineData(192, 52, 52)]
    [InlineData(7, 3, 500)]
    [InlineData(1, 197, 768)]
    [InlineData(1, 1, 1_000_000)]
    [InlineData(1, 1_000_000, 1)]
    [InlineData(2048, 7, 7)]
    [InlineData(400_000, 1, 1)]
    [InlineData(3, 2000, 3000)]
    public void A_plan_fits_and_shows_every_channel_where_a_pixel_each_fits(int channels, int height, int width)
    {
        var plan = MosaicPlan.Of(new ChannelGeometry(channels, height, width, false));
        Assert.InRange(plan.Width, 1, MosaicPlan.MaxSide);
        Assert.InRange(plan.Height, 1, MosaicPlan.MaxSide);
        Assert.Equal(Math.Min(channels, 512 * 512), plan.Channels);
        Assert.InRange(plan.CellWidth * plan.Step, width, width + plan.Step - 1);
        Assert.InRange(plan.CellHeight * plan.Step, height, height + plan.Step - 1);
        Assert.True(plan.Columns * plan.Rows >= plan.Channels);
    }

    [Theory]
    [InlineData(ElementType.Float32, AxisOrder.ChannelsFirst)]
    [InlineData(ElementType.Float32, AxisOrder.ChannelsLast)]
    [InlineData(ElementType.Float16, AxisOrder.ChannelsFirst)]
    [InlineData(ElementType.BFloat16, AxisOrder.ChannelsFirst)]
    [InlineData(ElementType.Int8, AxisOrder.ChannelsLast)]
    [InlineData(ElementType.UInt8, AxisOrder.ChannelsFirst)]
    public void Each_channel_lies_in_its_cell_and_larger_values_have_larger_colours(ElementType type, AxisOrder order)
    {
        // Element (c, y, x) has the value c * 6 + y * 3 + x: 0..23.
        TensorShape shape = order == AxisOrder.ChannelsLast ? new TensorShape(1, 2, 3, 4) : new TensorShape(1, 4, 2, 3);
        using FeatureTensor tensor = FeatureTensor.Rent(new TensorSpec("", type, shape, order));
        for (int i = 0; i < 24; i++)
        {
            int value = order == AxisOrder.ChannelsLast ? (i % 4 * 6) + (i / 4) : i;
            Write(tensor.Bytes[(i * type.Size())..], type, value);
        }

        var mosaic = Mosaic.Of(tensor, 5);
        Assert.Equal((4, 5ul, 0f, 23f), (mosaic.Channels, mosaic.Sequence, mosaic.Range.Low, mosaic.Range.High));
        (int width, int height, byte[] indices) = Read(mosaic.Png(perChannel: false));
        Assert.Equal((7, 5), (width, height));
        for (int c = 0; c < 4; c++)
        {
            for (int i = 0; i < 6; i++)
            {
                int at = (((c / 2 * 3) + (i / 3)) * 7) + (c % 2 * 4) + (i % 3);
                Assert.Equal(ColourMap.First + (int)(((c * 6) + i) * (254 / 23f)), indices[at]);
            }
        }

        Assert.All(Enumerable.Range(0, 7), x => Assert.Equal(0, indices[(2 * 7) + x]));
        Assert.Equal([1, 51, 102, 0, 1], Read(mosaic.Png(perChannel: true)).Indices[..5].Select(b => (int)b));
    }

    [Fact]
    public void Colours_grow_lighter_step_by_step()
    {
        double[] luma = [.. Enumerable.Range(ColourMap.First, 255).Select(i => (0.2126 * ColourMap.Palette[3 * i]) + (0.7152 * ColourMap.Palette[(3 * i) + 1]) + (0.0722 * ColourMap.Palette[(3 * i) + 2]))];
        Assert.True(luma[0] < 30 && luma[^1] > 220, $"{luma[0]}..{luma[^1]}");
        for (int i = 4; i < luma.Length; i++)
        {
            Assert.True(luma[i] > luma[i - 4], $"colour {i} is not lighter than the one 4 before");
        }
    }

    [Fact]
    public void Nothing_is_made_that_nobody_asked_for_and_no_more_than_four_a_second()
    {
        var time = new ManualTime();
        var board = new MosaicBoard(time);
        ulong n = 0;
        void Offer()
        {
            using DecodedFeature feature = Sets.Of(FeatureState.Intact, n++);
            board.Offer(feature);
        }

        Offer();
        Assert.Null(board.Latest(0));
        Offer();
        Assert.Equal(1ul, board.Latest(0)!.Sequence);
        time.Advance(0.249);
        Offer();
        Assert.Equal(1ul, board.Latest(0)!.Sequence);
        time.Advance(0.001);
        Offer();
        Assert.Equal(3ul, board.Latest(0)!.Sequence);
        time.Advance(3.1);
        Offer();
        Assert.Equal(3ul, board.Latest(0)!.Sequence);
        Assert.Null(board.Latest(1));
    }

    private static void Write(Span<byte> to, ElementType type, int value)
    {
        switch (type)
        {
            case ElementType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(to, value);
                break;
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(to, (Half)value);
                break;
            case ElementType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                break;
            default:
                to[0] = (byte)value;
                break;
        }
    }

    // Chunk by chunk, with its checks; one IDAT, no filters.
    private static (int Width, int Height, byte[] Indices) Read(ReadOnlySpan<byte> png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8].ToArray());
        png = png[8..];
        int width = 0, height = 0;
        byte[] indices = [];
        var names = new List<string>();
        while (!png.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png);
            string name = System.Text.Encoding.ASCII.GetString(png[4..8]);
            ReadOnlySpan<byte> data = png.Slice(8, length);
            Assert.Equal(Crc(png[4..(8 + length)]), BinaryPrimitives.ReadUInt32BigEndian(png[(8 + length)..]));
            names.Add(name);
            if (name == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                Assert.Equal([8, 3, 0, 0, 0], data[8..].ToArray());
            }
            else if (name == "IDAT")
            {
                using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
                using var rows = new MemoryStream();
                zlib.CopyTo(rows);
                indices = [.. rows.ToArray().Chunk(width + 1).SelectMany(row => row[0] == 0 ? row[1..] : throw new InvalidDataException("a filter"))];
            }

            png = png[(12 + length)..];
        }

        Assert.Equal(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"], names);
        Assert.Equal(width * height, indices.Length);
        return (width, height, indices);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
