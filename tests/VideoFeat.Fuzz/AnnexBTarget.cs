using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Fuzz;

/// <summary>Byte streams: units and unescaping as the slow twin sees them, SEI never more than it came from.</summary>
internal static class AnnexBTarget
{
    public static IEnumerable<byte[]> Seeds()
    {
        byte[] slice = [0, 0, 0, 1, 0x26, 1, 0xAF, 0, 0, 3, 1, 0x80];
        yield return [.. SlowAnnexB.SeiNal(39, (5, new byte[40]), (1, [1]), (5, [.. Enumerable.Range(0, 300).Select(i => (byte)i)])), .. slice];
        yield return [.. SlowAnnexB.SeiNal(39, (600, new byte[20])), .. slice, .. SlowAnnexB.SeiNal(40, (132, new byte[17]))];
        yield return [0, 0, 1, 0x40, 1, 1, 0, 0, 1, 0x42, 1, 1, 0, 0, 0, 1, 0x44, 1, 1, 0, 0, .. slice];
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        byte[] stream = data.ToArray();
        List<(int Offset, byte[] Bytes)> expected = SlowAnnexB.Units(stream);
        int n = 0;
        byte[] rbsp = new byte[stream.Length];
        foreach (NalUnit nal in AnnexB.Units(stream))
        {
            Require(nal.Offset == expected[n].Offset && nal.Bytes.SequenceEqual(expected[n].Bytes), "a unit differs from the twin's");
            int length = EmulationPrevention.Remove(nal.Payload, rbsp);
            Require(rbsp.AsSpan(0, length).SequenceEqual(SlowAnnexB.Unescape(nal.Payload.ToArray())), "an RBSP differs from the twin's");
            n++;
        }

        Require(n == expected.Count, "units are missing");
        AccessUnitFacts facts = AccessUnitFacts.Read(stream);
        Require(facts.NalUnits + facts.Damaged == n, "facts count other units");
        Require(SeiReader.UserData(stream).Sum(p => p.Length) <= stream.Length, "SEI grew");
        Require(SeiReader.Payloads(stream, NalUnitType.SuffixSei, SeiReader.DecodedPictureHash, out _).Sum(p => p.Length) <= stream.Length, "SEI grew");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
