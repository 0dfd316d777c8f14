using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>Samples of an MP4 straight by its sample table: one read each, nothing shared between threads but the table.</summary>
internal sealed class Mp4Shard : IShardReader
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Mp4SampleTable _table;

    private Mp4Shard(string path, SafeFileHandle file, Mp4SampleTable table)
    {
        _path = path;
        _file = file;
        _table = table;
    }

    public long Units => _table.Count;

    public static Mp4Shard Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            return new Mp4Shard(path, file, Mp4SampleTable.Read(file, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public IReadOnlyList<byte[]> Read(long first, int count)
    {
        if (first < 0 || count < 0 || first > Units - count)
        {
            throw new FeatureFormatException($"{_path}: it holds {Units} access units; {first} to {first + count - 1} are wanted.");
        }

        var units = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            units[i] = Read(first + i);
        }

        return units;
    }

    public void Dispose() => _file.Dispose();

    private byte[] Read(long index)
    {
        (long offset, int size) = _table[index];
        long length = RandomAccess.GetLength(_file);
        if (offset < 0 || offset > length - size)
        {
            throw new FeatureFormatException($"{_path}: access unit {index} ends at byte {offset + size}; the file ends at {length} (truncated).");
        }

        byte[] unit = GC.AllocateUninitializedArray<byte>(size);
        for (int got = 0; got < size;)
        {
            int more = RandomAccess.Read(_file, unit.AsSpan(got), offset + got);
            got += more > 0 ? more : throw new FeatureFormatException($"{_path}: access unit {index} cannot be read whole.");
        }

        return ToAnnexB(unit) ? unit : throw new FeatureFormatException($"{_path}: the NAL units of access unit {index} do not fill it (damaged).");
    }

    // Lengths of 4 bytes become start codes of 4 bytes, in place.
    private static bool ToAnnexB(Span<byte> sample)
    {
        while (sample.Length >= 4)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(sample);
            if (length > (uint)sample.Length - 4)
            {
                return false;
            }

            BinaryPrimitives.WriteUInt32BigEndian(sample, 1);
            sample = sample[(4 + (int)length)..];
        }

        return sample.IsEmpty;
    }
}
