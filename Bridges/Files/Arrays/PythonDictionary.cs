using System.Globalization;
using System.Text;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Files.Arrays;

/// <summary>Reads the dictionary of a .npy header, the one Python literal that NumPy writes there, and nothing else of Python.</summary>
/// <param name="text">The header's bytes.</param>
/// <param name="source">What to call the file in a fault.</param>
internal ref struct PythonDictionary(ReadOnlySpan<byte> text, string source)
{
    // Far above any rank; keeps a hostile header from growing a list.
    private const int MaxDimensions = 64;

    // Digits of 2^63-1; NumPy itself cannot address more.
    private const int MaxDigits = 19;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly string _source = source;
    private int _at;

    public (string Descr, bool FortranOrder, long[] Shape) Read()
    {
        string? descr = null;
        bool? fortran = null;
        long[]? shape = null;
        Expect('{');
        while (!TryTake('}'))
        {
            string key = ReadString("a key");
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = Peek() is '[' or '('
                        ? throw Fault($"descr is a structured dtype; {StoredElements.Carried}, one a file")
                        : ReadString("descr");
                    break;
                case "fortran_order" when fortran is null:
                    fortran = TryTakeWord("True") || (TryTakeWord("False") ? false : throw Fault("fortran_order is neither True nor False"));
                    break;
                case "shape" when shape is null:
                    shape = ReadShape();
                    break;
                default:
                    throw Fault(key is "descr" or "fortran_order" or "shape" ? $"key {Printable.Quoted(key)} stands twice" : $"key {Printable.Quoted(key)} is not known");
            }

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        if (Peek() != '\0' || _at < _text.Length)
        {
            throw Fault("something follows the dictionary");
        }

        return (descr ?? throw Missing("descr"), fortran ?? throw Missing("fortran_order"), shape ?? throw Missing("shape"));
    }

    private long[] ReadShape()
    {
        var shape = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            shape.Add(ReadNumber());
            if (shape.Count > MaxDimensions)
            {
                throw Fault($"shape has more than {MaxDimensions} dimensions");
            }

            if (!TryTake(','))
            {
                if (shape.Count == 1)
                {
                    throw Fault("shape is no tuple (a comma is missing)");
                }

                Expect(')');
                break;
            }
        }

        return [.. shape];
    }

    private long ReadNumber()
    {
        SkipSpaces();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
        {
            _at++;
        }

        if (_at == start)
        {
            throw Fault("shape holds something other than whole numbers");
        }

        if (_at - start > MaxDigits || !long.TryParse(_text[start.._at], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            throw Fault("shape holds a number above 2^63-1");
        }

        _ = _at < _text.Length && _text[_at] == 'L' && _at++ > 0; // Python 2 wrote long integers as 3L
        return value;
    }

    private string ReadString(string what)
    {
        char quote = Peek();
        if (quote is not ('\'' or '"'))
        {
            throw Fault($"{what} is no string");
        }

        int start = ++_at;
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] is < 0x20 or > 0x7E or (byte)'\\')
            {
                throw Fault($"{what} holds byte {_text[_at]:X2}");
            }

            _at++;
        }

        if (_at == _text.Length)
        {
            throw Fault($"{what} has no closing quote");
        }

        return Encoding.ASCII.GetString(_text[start.._at++]);
    }

    private bool TryTakeWord(string word)
    {
        SkipSpaces();
        if (_text.Length - _at < word.Length || Encoding.Latin1.GetString(_text.Slice(_at, word.Length)) != word)
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private bool TryTake(char wanted)
    {
        if (Peek() != wanted || _at == _text.Length)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!TryTake(wanted))
        {
            throw Fault($"'{wanted}' is missing");
        }
    }

    private char Peek()
    {
        SkipSpaces();
        return _at < _text.Length ? (char)_text[_at] : '\0';
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private readonly FeatureFormatException Fault(string what) => new($"{_source}: bad .npy header at character {_at}: {what}.");

    private readonly FeatureFormatException Missing(string key) => new($"{_source}: bad .npy header: key {Printable.Quoted(key)} is missing.");
}
