using System.Text;

namespace VideoFeat.Native.Interop;

/// <summary>Zero-terminated UTF-8 in an array of fixed size.</summary>
internal static unsafe class FixedText
{
    internal static string Read(byte* bytes, int capacity)
    {
        ReadOnlySpan<byte> all = new(bytes, capacity);
        int end = all.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? all : all[..end]);
    }
}
