using System.Buffers.Binary;
using System.Text;

namespace VideoFeat.Fuzz;

/// <summary>Makes inputs out of inputs: the same ones for the same seed.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<string> words, int maxBytes)
{
    private static readonly long[] Edges =
    [
        0, 1, -1, 2, 3, 7, 8, 16, 63, 64, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue,
        1L << 29, 1L << 32, 1L << 60, long.MaxValue, long.MinValue,
    ];

    private readonly Random _random = new(seed);

    /// <summary>One input, made of one or two of the corpus by one to eight changes.</summary>
    public byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        var bytes = new List<byte>(corpus[_random.Next(corpus.Count)]);
        int changes = 1 << _random.Next(4);
        for (int i = 0; i < changes; i++)
        {
            Change(bytes, corpus);
        }

        if (bytes.Count > maxBytes)
        {
            bytes.RemoveRange(maxBytes, bytes.Count - maxBytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        int at = _random.Next(bytes.Count + 1);
        int run = Math.Min(_random.Next(1, 1 << _random.Next(1, 8)), bytes.Count - at);
        switch (_random.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                PutInteger(bytes, at);
                break;
            case 3 when _random.Next(3) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.RemoveRange(at, run);
                break;
            case 5:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, run));
                break;
            case 6:
                byte[] filler = new byte[_random.Next(1, 64)];
                filler.AsSpan().Fill((byte)(_random.Next(3) switch { 0 => 0, 1 => 255, _ => _random.Next(256) }));
                bytes.InsertRange(at, filler);
                break;
            case 7 when words.Count > 0:
                byte[] word = Encoding.ASCII.GetBytes(words[_random.Next(words.Count)]);
                bytes.RemoveRange(at, Math.Min(_random.Next(2) * word.Length, bytes.Count - at));
                bytes.InsertRange(at, word);
                break;
            case 8:
                ReplaceDigits(bytes, at);
                break;
            case 9:
                byte[] other = corpus[_random.Next(corpus.Count)];
                int from = _random.Next(other.Length + 1);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[from..]);
                break;
            case 10 when bytes.Count > 0:
                PutLength(bytes, at % bytes.Count);
                break;
            default:
                break;
        }
    }

    private void PutInteger(List<byte> bytes, int at)
    {
        Span<byte> integer = stackalloc byte[8];
        int size = 1 << _random.Next(4);
        long value = Edges[_random.Next(Edges.Length)];
        if (_random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(integer, value);
            integer = integer[..size];
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(integer, value);
            integer = integer[^size..];
        }

        for (int i = 0; i < size && at + i < bytes.Count; i++)
        {
            bytes[at + i] = integer[i];
        }
    }

    // A length field that is a little or very wrong.
    private void PutLength(List<byte> bytes, int at) =>
        bytes[at] = (byte)(_random.Next(4) switch { 0 => bytes[at] + 1, 1 => bytes[at] - 1, 2 => bytes[at] * 2, _ => 255 });

    // Numbers of text headers: the first digits at or after a place become an edge value.
    private void ReplaceDigits(List<byte> bytes, int at)
    {
        int start = bytes.FindIndex(at, b => char.IsAsciiDigit((char)b));
        if (start < 0)
        {
            return;
        }

        int end = start;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
        {
            end++;
        }

        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes($"{Edges[_random.Next(Edges.Length)]}"));
    }
}
