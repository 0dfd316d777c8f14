using System.Buffers;
using System.IO.MemoryMappedFiles;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Part of a file, mapped into memory until disposed. Writing to it changes the memory and never the file (copy on write).</summary>
internal sealed unsafe class MappedBytes : MemoryManager<byte>
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private byte* _start;

    private MappedBytes(MemoryMappedViewAccessor view, int length)
    {
        _view = view;
        _length = length;
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + view.PointerOffset;
    }

    /// <summary>Maps a tensor's elements. The file must not be shortened while the tensor lives; the file itself may be closed.</summary>
    public static FeatureTensor Map(FileStream file, long offset, TensorSpec spec)
    {
        int length = checked((int)spec.ByteLength);
        using MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var bytes = new MappedBytes(mapped.CreateViewAccessor(offset, length, MemoryMappedFileAccess.CopyOnWrite), length);
        return FeatureTensor.Wrap(spec, bytes.Memory, bytes);
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new Span<byte>(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length);
        return new MemoryHandle(_start + elementIndex);
    }

    public override void Unpin()
    {
        // A mapping does not move.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _start != null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }
    }
}
