using System.Buffers.Binary;
using System.Reflection;

namespace VideoFeat.Reporting.Figures;

/// <summary>
/// Outlines and widths of a TrueType font (ISO/IEC 14496-22): tables cmap (format 4), loca, glyf and hmtx. It reads the one font that is part of this
/// assembly, so it trusts the file.
/// </summary>
internal sealed class Font
{
    private const int OnCurve = 1;
    private const int Repeats = 8;

    private readonly byte[] _file;
    private readonly Dictionary<string, int> _tables = [];
    private readonly int _unitsPerEm;
    private readonly int _longWidths;
    private readonly bool _longOffsets;

    private Font(byte[] file)
    {
        _file = file;
        for (int i = 0; i < U16(4); i++)
        {
            int entry = 12 + (16 * i);
            _tables[System.Text.Encoding.ASCII.GetString(file, entry, 4)] = I32(entry + 8);
        }

        _unitsPerEm = U16(_tables["head"] + 18);
        _longOffsets = U16(_tables["head"] + 50) != 0;
        _longWidths = U16(_tables["hhea"] + 34);
    }

    /// <summary>The font of figures, Source Sans 3.</summary>
    public static Font Figures { get; } = Embedded();

    /// <summary>Width of a text in the unit of the size.</summary>
    public double Width(string text, double size) => text.Sum(c => Advance(Glyph(c))) * size / _unitsPerEm;

    /// <summary>The outlines of a text whose base line begins at a place, curves as short chords.</summary>
    public IEnumerable<IReadOnlyList<Spot>> Outlines(string text, Spot at, double size)
    {
        double scale = size / _unitsPerEm, x = at.X;
        foreach (int glyph in text.Select(Glyph))
        {
            foreach (List<Spot> contour in Contours(glyph))
            {
                yield return [.. contour.Select(p => new Spot(x + (p.X * scale), at.Y - (p.Y * scale)))];
            }

            x += Advance(glyph) * scale;
        }
    }

    private static Font Embedded()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("figure.ttf")!;
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new Font(file);
    }

    private int Advance(int glyph) => U16(_tables["hmtx"] + (4 * Math.Min(glyph, _longWidths - 1)));

    private int Glyph(char character)
    {
        int cmap = _tables["cmap"], table = 0;
        for (int i = 0; i < U16(cmap + 2); i++)
        {
            int offset = cmap + I32(cmap + 4 + (8 * i) + 4);
            table = U16(offset) == 4 ? offset : table;
        }

        int segments = U16(table + 6) / 2;
        int ends = table + 14, starts = ends + (2 * segments) + 2, deltas = starts + (2 * segments), ranges = deltas + (2 * segments);
        for (int s = 0; s < segments; s++)
        {
            int start = U16(starts + (2 * s));
            if (character > U16(ends + (2 * s)) || character < start)
            {
                continue;
            }

            int range = U16(ranges + (2 * s));
            int glyph = range == 0 ? character : U16(ranges + (2 * s) + range + (2 * (character - start)));
            return glyph == 0 ? 0 : (glyph + U16(deltas + (2 * s))) & 0xFFFF;
        }

        return 0;
    }

    private List<List<Spot>> Contours(int glyph)
    {
        int loca = _tables["loca"];
        (int from, int to) = _longOffsets ? (I32(loca + (4 * glyph)), I32(loca + (4 * glyph) + 4)) : (2 * U16(loca + (2 * glyph)), 2 * U16(loca + (2 * glyph) + 2));
        if (from == to)
        {
            return [];
        }

        int at = _tables["glyf"] + from;
        return I16(at) >= 0 ? Simple(at) : Composite(at + 10);
    }

    private List<List<Spot>> Composite(int at)
    {
        const int WordArguments = 1, Scale = 8, More = 32, TwoScales = 64, Matrix = 128;
        var contours = new List<List<Spot>>();
        int flags;
        do
        {
            flags = U16(at);
            int part = U16(at + 2);
            bool words = (flags & WordArguments) != 0;
            (double dx, double dy) = words ? (I16(at + 4), I16(at + 6)) : ((sbyte)_file[at + 4], (sbyte)_file[at + 5]);
            at += (words ? 8 : 6) + ((flags & Scale) != 0 ? 2 : (flags & TwoScales) != 0 ? 4 : (flags & Matrix) != 0 ? 8 : 0);
            contours.AddRange(Contours(part).Select(c => c.ConvertAll(p => new Spot(p.X + dx, p.Y + dy))));
        }
        while ((flags & More) != 0);
        return contours;
    }

    private List<List<Spot>> Simple(int at)
    {
        int count = I16(at);
        int[] ends = [.. Enumerable.Range(0, count).Select(i => U16(at + 10 + (2 * i)))];
        int points = ends[^1] + 1;
        int next = at + 10 + (2 * count);
        next += 2 + U16(next);
        byte[] flags = new byte[points];
        for (int i = 0; i < points; i++)
        {
            byte flag = _file[next++];
            flags[i] = flag;
            for (int repeat = (flag & Repeats) != 0 ? _file[next++] : 0; repeat > 0; repeat--)
            {
                flags[++i] = flag;
            }
        }

        int[] xs = Coordinates(flags, shortBit: 2, sameBit: 16, ref next), ys = Coordinates(flags, shortBit: 4, sameBit: 32, ref next);
        var contours = new List<List<Spot>>();
        int first = 0;
        foreach (int end in ends)
        {
            contours.Add(Flatten([.. Enumerable.Range(first, end - first + 1).Select(i => (new Spot(xs[i], ys[i]), (flags[i] & OnCurve) != 0))]));
            first = end + 1;
        }

        return contours;
    }

    private int[] Coordinates(byte[] flags, int shortBit, int sameBit, ref int next)
    {
        int[] values = new int[flags.Length];
        int value = 0;
        for (int i = 0; i < flags.Length; i++)
        {
            bool same = (flags[i] & sameBit) != 0;
            if ((flags[i] & shortBit) != 0)
            {
                value += same ? _file[next] : -_file[next];
                next++;
            }
            else if (!same)
            {
                value += I16(next);
                next += 2;
            }

            values[i] = value;
        }

        return values;
    }

    // Quadratic curves; between two points off the curve lies one on it, half way.
    private static List<Spot> Flatten(List<(Spot Place, bool OnCurve)> points)
    {
        var whole = new List<(Spot Place, bool OnCurve)>();
        for (int i = 0; i < points.Count; i++)
        {
            (Spot place, bool on) = points[i];
            (Spot before, bool wasOn) = points[(i + points.Count - 1) % points.Count];
            if (!on && !wasOn)
            {
                whole.Add((new Spot((place.X + before.X) / 2, (place.Y + before.Y) / 2), true));
            }

            whole.Add((place, on));
        }

        const int Chords = 6;
        var outline = new List<Spot>();
        for (int i = 0; i < whole.Count; i++)
        {
            if (whole[i].OnCurve)
            {
                outline.Add(whole[i].Place);
                continue;
            }

            Spot a = whole[(i + whole.Count - 1) % whole.Count].Place, b = whole[i].Place, c = whole[(i + 1) % whole.Count].Place;
            for (int k = 1; k < Chords; k++)
            {
                double t = (double)k / Chords, u = 1 - t;
                outline.Add(new Spot((u * u * a.X) + (2 * u * t * b.X) + (t * t * c.X), (u * u * a.Y) + (2 * u * t * b.Y) + (t * t * c.Y)));
            }
        }

        return outline;
    }

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));

    private int I32(int at) => BinaryPrimitives.ReadInt32BigEndian(_file.AsSpan(at));
}
