using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace VideoFeat.Bridges.Onnx;

/// <summary>ONNX Runtime's own memory of a result as <see cref="Memory{T}"/>, without a copy. Takes the value and disposes it.</summary>
internal sealed unsafe class OrtMemory : MemoryManager<byte>
{
    private readonly int _length;
    private OrtValue? _value;
    private byte* _start;

    public OrtMemory(OrtValue value)
    {
        _value = value;
        Span<byte> bytes = value.GetTensorMutableRawData();
        _length = bytes.Length;
        _start = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(bytes));
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_value is null, this);
        return new Span<byte>(_start, _length);
    }

    /// <summary>Native memory does not move; the handle only points.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_value is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        return new MemoryHandle(_start + elementIndex, pinnable: this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _start = null;
        Interlocked.Exchange(ref _value, null)?.Dispose();
    }
}
