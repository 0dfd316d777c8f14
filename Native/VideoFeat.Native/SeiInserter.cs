using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>Puts user_data_unregistered SEI messages into an access unit: one prefix SEI NAL unit (type 39, payload type 5) each,
/// with emulation prevention, before the first slice.</summary>
public static unsafe class SeiInserter
{
    /// <summary>The most bytes that <c>Insert</c> writes.</summary>
    /// <param name="accessUnitLength">Bytes of the access unit.</param>
    /// <param name="seiBytes">Bytes of all messages together, UUIDs included.</param>
    /// <param name="messages">How many messages.</param>
    /// <exception cref="ArgumentException">A negative count, or more than 2 GiB in the end.</exception>
    public static int MaxLength(int accessUnitLength, int seiBytes, int messages)
    {
        long length = NativeMethods.vf_sei_max_length(accessUnitLength, seiBytes, messages);
        return length >= 0
            ? (int)length
            : throw new ArgumentException($"{accessUnitLength} + {seiBytes} bytes in {messages} messages are negative or too many");
    }

    /// <summary>Inserts one message, or two.</summary>
    /// <param name="accessUnit">Annex B bytes with at least one slice.</param>
    /// <param name="sei1">UUID (16 bytes) and payload.</param>
    /// <param name="sei2">UUID (16 bytes) and payload; empty: no second message.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes to be sure; must not overlap the access unit.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="NativeException">No slice in the access unit, a message shorter than a UUID, or too small a destination.</exception>
    public static int Insert(ReadOnlySpan<byte> accessUnit, ReadOnlySpan<byte> sei1, ReadOnlySpan<byte> sei2, Span<byte> destination)
    {
        CheckOverlap(accessUnit, destination);
        fixed (byte* first = sei1, second = sei2)
        {
            VfBytes* messages = stackalloc VfBytes[2];
            messages[0] = new VfBytes { Data = first, Size = sei1.Length };
            messages[1] = new VfBytes { Data = second, Size = sei2.Length };
            return Insert(accessUnit, messages, sei2.IsEmpty ? 1 : 2, destination);
        }
    }

    /// <summary>Inserts any number of messages, in order.</summary>
    /// <param name="accessUnit">Annex B bytes with at least one slice.</param>
    /// <param name="messages">UUID (16 bytes) and payload each.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes to be sure; must not overlap the access unit.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="NativeException">No slice in the access unit, a message shorter than a UUID, or too small a destination.</exception>
    public static int Insert(ReadOnlySpan<byte> accessUnit, IReadOnlyList<ReadOnlyMemory<byte>> messages, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(messages);
        CheckOverlap(accessUnit, destination);
        var pins = new System.Buffers.MemoryHandle[messages.Count];
        var native = new VfBytes[messages.Count];
        try
        {
            for (int i = 0; i < pins.Length; i++)
            {
                pins[i] = messages[i].Pin();
                native[i] = new VfBytes { Data = (byte*)pins[i].Pointer, Size = messages[i].Length };
            }
            fixed (VfBytes* list = native)
            {
                return Insert(accessUnit, list, native.Length, destination);
            }
        }
        finally
        {
            foreach (System.Buffers.MemoryHandle pin in pins)
            {
                pin.Dispose();
            }
        }
    }

    private static int Insert(ReadOnlySpan<byte> accessUnit, VfBytes* messages, int count, Span<byte> destination)
    {
        fixed (byte* from = accessUnit, to = destination)
        {
            long written = NativeMethods.vf_sei_insert(from, accessUnit.Length, messages, count, to, destination.Length);
            return written >= 0 ? (int)written : throw NativeException.Last();
        }
    }

    private static void CheckOverlap(ReadOnlySpan<byte> accessUnit, Span<byte> destination)
    {
        if (accessUnit.Overlaps(destination))
        {
            throw new ArgumentException("the destination overlaps the access unit", nameof(destination));
        }
    }
}
