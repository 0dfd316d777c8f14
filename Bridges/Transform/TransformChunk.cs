using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat.Bridges.Transform;

/// <summary>The KLT1 chunk of docs/formats/transform.md: transforms to bytes and back.</summary>
internal static class TransformChunk
{
    private const byte TensorTag = 1;
    private const byte StateTag = 2;
    private const int MaxChannels = 4096;
    private const int MaxRestorations = 16;

    public static byte[] Write(TransformSet set)
    {
        var writer = new FieldWriter();
        foreach (TensorTransform tensor in set.Tensors)
        {
            writer.Field(TensorTag, f => Write(f, tensor));
        }

        if (set.State is ModelState state)
        {
            writer.Field(StateTag, f => f.Bytes(state.ToBytes()));
        }

        return writer.Written.ToArray();
    }

    /// <summary>What is wrong, or null and the transforms.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, ProfileMeta meta, out TransformSet? set)
    {
        set = null;
        var tensors = new List<TensorTransform>();
        ModelState? state = null;
        var fields = new FieldReader(bytes);
        while (FeatureHeaderReader.NextField(ref fields, out byte tag, out FieldReader value))
        {
            string? fault = null;
            switch (tag)
            {
                case TensorTag when tensors.Count < meta.Tensors.Count:
                    fault = Read(ref value, out TensorTransform? tensor);
                    tensors.Add(tensor!);
                    break;
                case TensorTag:
                    fault = $"it describes more than the profile's {meta.Tensors.Count} tensors.";
                    break;
                case StateTag:
                    fault = state is null ? ModelState.Parse(value.Bytes((ulong)value.Left), out state) : "its model state stands twice.";
                    break;
                default:
                    fault = FeatureHeaderReader.Unknown("it", tag);
                    break;
            }

            if (fault is not null)
            {
                return $"{TransformSet.Tag}: {fault}";
            }
        }

        if (fields.Failed || tensors.Count != meta.Tensors.Count)
        {
            return $"{TransformSet.Tag}: {(fields.Failed ? "a field runs over its end." : $"it describes {tensors.Count} of {meta.Tensors.Count} tensors.")}";
        }

        for (int t = 0; t < tensors.Count; t++)
        {
            int channels = ChannelGeometry.Of(meta.Tensors[t]).Channels;
            if (channels != tensors[t].Channels)
            {
                return $"{TransformSet.Tag}: tensor {t} has {channels} channels; it describes {tensors[t].Channels}.";
            }
        }

        set = new TransformSet { Tensors = tensors, State = state };
        return null;
    }

    // Classes of one direction that a block of the tensor's size can have.
    private static int Classes(int blockSize) => FrequencyClass.Of(BlockGrid.LargestBlock(blockSize) - 1) + 1;

    private static void Write(FieldWriter f, TensorTransform t)
    {
        f.Varint(t.Channels).Varint(t.Components).Byte((byte)t.BlockSize).Byte(t.Clipped).Single(t.Low).Single(t.High);
        Array.ForEach(t.Mean, v => f.Single(v));
        Array.ForEach(t.Basis.Scale, v => f.Single(v));
        Array.ForEach(t.Basis.Rows, v => f.UInt16((ushort)v));
        f.Byte((byte)t.GroupEnds.Length);
        Array.ForEach(t.GroupEnds, v => f.Varint(v));
        int classes = Classes(t.BlockSize);
        foreach (short[] table in new[] { t.Step, t.Spread })
        {
            for (int i = 0; i < table.Length; i++)
            {
                int pair = i % FrequencyClass.Pairs;
                if (pair / FrequencyClass.Count < classes && pair % FrequencyClass.Count < classes)
                {
                    f.UInt16((ushort)table[i]);
                }
            }
        }

        f.Bytes(t.Shrink).Byte((byte)t.Restorations.Count);
        foreach (Restoration r in t.Restorations)
        {
            f.UInt16((ushort)r.Quality).Byte((byte)((r.Filters.Length > 0 ? 1 : 0) | (r.Tables.Length > 0 ? 2 : 0)));
            Array.ForEach(r.Filters, v => f.UInt16(BitConverter.HalfToUInt16Bits(v)));
            Array.ForEach(r.Tables, v => f.UInt16(BitConverter.HalfToUInt16Bits(v)));
        }
    }

    private static string? Read(ref FieldReader f, out TensorTransform? tensor)
    {
        tensor = null;
        int channels = f.Int();
        int components = f.Int();
        int block = f.Byte();
        byte clipped = f.Byte();
        float low = f.Single(), high = f.Single();
        if (f.Failed || channels is < 1 or > MaxChannels || components < 1 || components > channels || block is < 1 or > BlockGrid.LargestSize || clipped > 3
            || !float.IsFinite(low) || !float.IsFinite(high) || low > high)
        {
            return $"a tensor of {channels} channels (1..{MaxChannels}), {components} components, blocks of {block} (1..{BlockGrid.LargestSize}), clip {clipped}, {low}..{high}.";
        }

        float[] mean = Singles(ref f, channels), scale = Singles(ref f, components);
        short[] basis = Shorts(ref f, (long)components * channels);
        int groups = f.Byte();
        if (groups < 1 || groups > components || f.Failed || Array.Exists(mean, v => !float.IsFinite(v)) || Array.Exists(scale, v => !(v is >= 1e-6f and <= 1e6f)))
        {
            return "a mean is not finite, a scale not 1e-6..1e6, or a basis or its groups are cut short.";
        }

        var ends = new int[groups];
        for (int g = 0; g < groups; g++)
        {
            ends[g] = f.Int();
            if (ends[g] <= (g == 0 ? 0 : ends[g - 1]))
            {
                return "its groups of components do not rise.";
            }
        }

        if (ends[^1] != components)
        {
            return $"its groups end at component {ends[^1]}; there are {components}.";
        }

        short[] step = Table(ref f, groups, block), spread = Table(ref f, components, block);
        byte[] shrink = f.Bytes(2 * TensorTransform.RatioClasses).ToArray();
        int count = f.Byte();
        if (f.Failed || count > MaxRestorations)
        {
            return $"its tables are cut short, or there are {count} restorations (0..{MaxRestorations}).";
        }

        var restorations = new Restoration[count];
        for (int i = 0; i < count; i++)
        {
            int quality = (short)f.UInt16();
            int kind = f.Byte();
            Half[] filters = Halves(ref f, (kind & 1) != 0 ? (long)channels * Restoration.FilterWeights : 0);
            Half[] tables = Halves(ref f, (kind & 2) != 0 ? (long)channels * 2 * Restoration.Points : 0);
            if (f.Failed || kind > 3 || Array.Exists(filters, v => !Half.IsFinite(v)) || Array.Exists(tables, v => !Half.IsFinite(v)))
            {
                return $"restoration {i} is damaged.";
            }

            restorations[i] = new Restoration { Quality = quality, Filters = filters, Tables = tables };
        }

        tensor = new TensorTransform
        {
            BlockSize = block,
            Mean = mean,
            Basis = new ChannelBasis(channels, basis, scale),
            Low = low,
            High = high,
            Clipped = clipped,
            Spread = spread,
            GroupEnds = ends,
            Step = step,
            Shrink = shrink,
            Restorations = restorations,
        };
        return f.Done ? null : "a tensor's field is longer than what it says.";
    }

    // Classes that no block of this size has take what the nearest one has.
    private static short[] Table(ref FieldReader f, int rows, int block)
    {
        int classes = Classes(block);
        short[] packed = Shorts(ref f, (long)rows * classes * classes);
        var table = new short[f.Failed ? 0 : rows * FrequencyClass.Pairs];
        for (int i = 0; i < table.Length; i++)
        {
            int pair = i % FrequencyClass.Pairs;
            int v = Math.Min(pair / FrequencyClass.Count, classes - 1), u = Math.Min(pair % FrequencyClass.Count, classes - 1);
            table[i] = packed[(i / FrequencyClass.Pairs * classes * classes) + (v * classes) + u];
        }

        return table;
    }

    private static float[] Singles(ref FieldReader f, int count)
    {
        if (count * 4L > f.Left)
        {
            f.Bytes(ulong.MaxValue);
            return [];
        }

        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = f.Single();
        }

        return values;
    }

    private static short[] Shorts(ref FieldReader f, long count)
    {
        if (count * 2 > f.Left)
        {
            f.Bytes(ulong.MaxValue);
            return [];
        }

        var values = new short[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (short)f.UInt16();
        }

        return values;
    }

    private static Half[] Halves(ref FieldReader f, long count) => [.. Shorts(ref f, count).Select(BitConverter.Int16BitsToHalf)];
}
