using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>Where each sample of an MP4's first track lies: out of stsz, stsc and stco or co64 (ISO/IEC 14496-12, 8.7).</summary>
internal sealed class Mp4SampleTable
{
    // 100 million samples take 400 MB of stsz.
    private const long MaxMovieBytes = 1L << 30;

    private static readonly string[] Path = ["trak", "mdia", "minf", "stbl"];

    private readonly long[] _offsets;
    private readonly int[] _sizes;

    private Mp4SampleTable(long[] offsets, int[] sizes)
    {
        _offsets = offsets;
        _sizes = sizes;
    }

    /// <summary>Samples.</summary>
    public long Count => _sizes.Length;

    /// <summary>Place and length of a sample in bytes. They were not compared with the file's length: a cut file still gives the samples before the cut.</summary>
    public (long Offset, int Size) this[long index] => (_offsets[index], _sizes[index]);

    /// <exception cref="FeatureFormatException">No MP4, or its table is damaged.</exception>
    public static Mp4SampleTable Read(SafeFileHandle file, string source)
    {
        byte[] movie = Movie(file, source);
        return Parse(movie) ?? throw new FeatureFormatException($"{source}: the sample table of its moov box is damaged.");
    }

    /// <summary>The table out of the payload of a moov box; null where it is damaged.</summary>
    internal static Mp4SampleTable? Parse(ReadOnlySpan<byte> movie)
    {
        ReadOnlySpan<byte> box = movie;
        foreach (string name in Path)
        {
            if (!Find(box, name, out box))
            {
                return null;
            }
        }

        bool wide = Find(box, "co64", out ReadOnlySpan<byte> chunks);
        if ((!wide && !Find(box, "stco", out chunks)) || !Find(box, "stsz", out ReadOnlySpan<byte> sizes) || !Find(box, "stsc", out ReadOnlySpan<byte> runs))
        {
            return null;
        }

        return Sizes(sizes) is int[] each && Offsets(each, runs, chunks, wide) is long[] offsets ? new Mp4SampleTable(offsets, each) : null;
    }

    private static byte[] Movie(SafeFileHandle file, string source)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> head = stackalloc byte[16];
        for (long at = 0; at <= length - 8;)
        {
            int got = RandomAccess.Read(file, head, at);
            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            int headBytes = 8;
            if (size == 1 && got == 16)
            {
                (size, headBytes) = (BinaryPrimitives.ReadInt64BigEndian(head[8..]), 16);
            }

            if (size < headBytes)
            {
                break;
            }

            if (head[4..8].SequenceEqual("moov"u8))
            {
                if (size > MaxMovieBytes || at > length - size)
                {
                    throw new FeatureFormatException($"{source}: its moov box claims {size} bytes; the file has {length - at} for it.");
                }

                byte[] movie = new byte[size - headBytes];
                return RandomAccess.Read(file, movie, at + headBytes) == movie.Length ? movie : throw new FeatureFormatException($"{source}: its moov box cannot be read whole.");
            }

            at = size > length - at ? length : at + size;
        }

        throw new FeatureFormatException($"{source}: it has no moov box: no MP4, or damaged.");
    }

    private static bool Find(ReadOnlySpan<byte> boxes, string name, out ReadOnlySpan<byte> payload)
    {
        Span<byte> wanted = stackalloc byte[4];
        System.Text.Encoding.ASCII.GetBytes(name, wanted);
        while (boxes.Length >= 8)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(boxes);
            if (size < 8 || size > (uint)boxes.Length)
            {
                break;
            }

            if (boxes[4..8].SequenceEqual(wanted))
            {
                payload = boxes[8..(int)size];
                return true;
            }

            boxes = boxes[(int)size..];
        }

        payload = default;
        return false;
    }

    // byte 0         4             8       12
    //      version,  one size for  count   count x u32 where that is 0
    //      flags     all, or 0
    private static int[]? Sizes(ReadOnlySpan<byte> box)
    {
        if (box.Length < 12)
        {
            return null;
        }

        uint one = BinaryPrimitives.ReadUInt32BigEndian(box[4..]);
        uint count = BinaryPrimitives.ReadUInt32BigEndian(box[8..]);
        if (one != 0)
        {
            return SameSizes(one, count);
        }

        if (count > (uint)(box.Length - 12) / 4)
        {
            return null;
        }

        var sizes = new int[count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(box[(12 + (4 * i))..]);
            if (sizes[i] < 0)
            {
                return null;
            }
        }

        return sizes;
    }

    // A count that no bytes stand for: believed up to a limit.
    private static int[]? SameSizes(uint one, uint count)
    {
        const uint Most = 1 << 20;
        if (one > int.MaxValue || count > Most)
        {
            return null;
        }

        var sizes = new int[count];
        Array.Fill(sizes, (int)one);
        return sizes;
    }

    // stsc: version and flags, count, count x { first chunk from 1, samples per chunk, description }; stco, co64: version and flags, count, count x offset.
    private static long[]? Offsets(int[] sizes, ReadOnlySpan<byte> runs, ReadOnlySpan<byte> chunks, bool wide)
    {
        int width = wide ? 8 : 4;
        if (runs.Length < 8 || chunks.Length < 8)
        {
            return null;
        }

        uint runCount = BinaryPrimitives.ReadUInt32BigEndian(runs[4..]);
        uint chunkCount = BinaryPrimitives.ReadUInt32BigEndian(chunks[4..]);
        if (runCount > (uint)(runs.Length - 8) / 12 || chunkCount > (uint)(chunks.Length - 8) / width)
        {
            return null;
        }

        var offsets = new long[sizes.Length];
        int sample = 0;
        for (int run = 0; run < runCount; run++)
        {
            uint from = BinaryPrimitives.ReadUInt32BigEndian(runs[(8 + (12 * run))..]);
            uint each = BinaryPrimitives.ReadUInt32BigEndian(runs[(12 + (12 * run))..]);
            uint until = run + 1 < runCount ? BinaryPrimitives.ReadUInt32BigEndian(runs[(20 + (12 * run))..]) : chunkCount + 1;
            if (from == 0 || until > chunkCount + 1 || until < from)
            {
                return null;
            }

            for (uint chunk = from; chunk < until; chunk++)
            {
                ReadOnlySpan<byte> field = chunks[(8 + ((int)(chunk - 1) * width))..];
                long at = wide ? BinaryPrimitives.ReadInt64BigEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
                for (uint i = 0; i < each && sample < sizes.Length; i++)
                {
                    offsets[sample] = at;
                    at += sizes[sample++];
                }
            }
        }

        return sample == sizes.Length ? offsets : null;
    }
}
