namespace VideoFeat.Bridges.Hevc.Syntax;

/// <summary>The byte stream format of H.265, annex B: NAL units, each behind a start code <c>00 00 01</c>.</summary>
public static class AnnexB
{
    /// <summary>The NAL units of a byte stream, in order, without allocating; lent as long as <paramref name="stream"/> lives.</summary>
    /// <remarks>
    /// Never throws. Bytes before the first start code are skipped, zeros before a start code and at the end belong to no NAL unit (a 4-byte start
    /// code is one such zero), and units of fewer than 2 bytes, which can have no header, are left out.
    /// </remarks>
    public static Enumerator Units(ReadOnlySpan<byte> stream) => new(stream);

    /// <summary>Walks the NAL units of a byte stream; use it through <c>foreach</c>.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _stream;
        private int _next; // first byte after the start code of the unit to come; -1 where none comes
        private NalUnit _current;

        internal Enumerator(ReadOnlySpan<byte> stream)
        {
            _stream = stream;
            _next = AfterStartCode(0);
        }

        /// <summary>The NAL unit under the cursor.</summary>
        public readonly NalUnit Current => _current;

        /// <summary>Itself, so that <c>foreach</c> takes it.</summary>
        public readonly Enumerator GetEnumerator() => this;

        /// <summary>Steps to the next NAL unit; false at the end.</summary>
        public bool MoveNext()
        {
            while (_next >= 0)
            {
                int start = _next;
                _next = AfterStartCode(start);
                int end = _next >= 0 ? _next - StartCode.Length : _stream.Length;
                ReadOnlySpan<byte> unit = _stream[start..end].TrimEnd((byte)0);
                if (unit.Length >= NalUnit.HeaderBytes)
                {
                    _current = new NalUnit(unit, start);
                    return true;
                }
            }

            return false;
        }

        private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

        // IndexOf of three bytes runs vectorized.
        private readonly int AfterStartCode(int from)
        {
            int index = _stream[from..].IndexOf(StartCode);
            return index < 0 ? -1 : from + index + StartCode.Length;
        }
    }
}
