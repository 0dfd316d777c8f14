using System.Buffers;
using VideoFeat.Packing;

namespace VideoFeat.Bridges;

/// <summary>One coded feature set (or a batch of consecutive ones): its access units, in order. Owns their memory until disposed.</summary>
public sealed class CodedFeature : IDisposable
{
    private readonly List<AccessUnit> _units = [];
    private readonly List<byte[]> _rented = [];

    /// <summary>Access units in coding order; their bytes are lent until this is disposed.</summary>
    public IReadOnlyList<AccessUnit> Units => _units;

    /// <summary>Sequence number of the first set.</summary>
    public ulong Sequence { get; internal init; }

    /// <summary>Sets that it holds: 1, or those of a batch.</summary>
    public int Sets { get; internal set; }

    /// <summary>Elements of all sets.</summary>
    public long Elements { get; internal set; }

    /// <summary>All bits of the access units: slices, parameter sets, picture hash, feature SEI.</summary>
    public long Bits { get; private set; }

    /// <summary>Bits per element, side information included, container and network headers apart.</summary>
    public double BitsPerElement => (double)Bits / Elements;

    /// <summary>Largest |x - x'| over all sets, measured by decoding; null where the encoder was not asked to verify.</summary>
    public float? MaxError { get; internal set; }

    /// <summary>Time that measuring, quantizing and packing took.</summary>
    public TimeSpan PackTime { get; internal set; }

    /// <summary>Time that coding took, verifying and the feature SEI included.</summary>
    public TimeSpan EncodeTime { get; internal set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (byte[] array in _rented)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        _rented.Clear();
        _units.Clear();
    }

    /// <summary>Gives back all access units but the first ones.</summary>
    internal void Truncate(int units)
    {
        for (int i = _units.Count - 1; i >= units; i--)
        {
            Bits -= 8L * _units[i].Data.Length;
            ArrayPool<byte>.Shared.Return(_rented[i]);
            _units.RemoveAt(i);
            _rented.RemoveAt(i);
        }
    }

    /// <summary>Takes a rented array whose first <paramref name="length"/> bytes are one access unit.</summary>
    internal void Add(byte[] rented, int length, bool isKey, long pts)
    {
        _rented.Add(rented);
        _units.Add(new AccessUnit(rented.AsMemory(0, length), isKey, pts));
        Bits += 8L * length;
    }
}
