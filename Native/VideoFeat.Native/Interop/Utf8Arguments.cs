using System.Runtime.InteropServices;
using System.Text;

namespace VideoFeat.Native.Interop;

/// <summary>Zero-terminated UTF-8 copies of the strings of one call; freed together.</summary>
internal sealed unsafe class Utf8Arguments : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>Copies a string; null stays null. Lent until this object is disposed.</summary>
    public byte* Add(string? text)
    {
        if (text is null)
        {
            return null;
        }
        int length = Encoding.UTF8.GetByteCount(text);
        byte* block = Allocate(length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(block, length));
        block[length] = 0;
        return block;
    }

    /// <summary>Copies options as name, value, ..., null. Lent until this object is disposed.</summary>
    public byte** Add(IReadOnlyList<KeyValuePair<string, string>> options)
    {
        var list = (byte**)Allocate((2 * options.Count + 1) * sizeof(byte*));
        for (int i = 0; i < options.Count; i++)
        {
            list[2 * i] = Add(options[i].Key);
            list[2 * i + 1] = Add(options[i].Value);
        }
        list[2 * options.Count] = null;
        return list;
    }

    public void Dispose()
    {
        foreach (nint block in _blocks)
        {
            NativeMemory.Free((void*)block);
        }
        _blocks.Clear();
    }

    private byte* Allocate(int bytes)
    {
        void* block = NativeMemory.Alloc((nuint)bytes);
        _blocks.Add((nint)block);
        return (byte*)block;
    }
}
