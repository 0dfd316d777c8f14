using System.Buffers;
using System.Runtime.InteropServices;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Elements seen as bytes, without a copy. Owns nothing.</summary>
internal sealed unsafe class BytesOf<T>(Memory<T> memory) : MemoryManager<byte>
    where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(memory.Span);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)(memory.Length * sizeof(T)), nameof(elementIndex));
        MemoryHandle handle = memory.Pin();
        return new MemoryHandle((byte*)handle.Pointer + elementIndex, pinnable: new Pinned(handle));
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>Passes the release of the outer handle on to the memory that was pinned.</summary>
    private sealed class Pinned(MemoryHandle handle) : IPinnable
    {
        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException("Pin the memory, not its handle.");

        public void Unpin() => handle.Dispose();
    }
}
