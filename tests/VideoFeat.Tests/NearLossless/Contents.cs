namespace VideoFeat.Tests.NearLossless;

/// <summary>Codes of the kinds that a coder meets, and some that it should not.</summary>
internal static class Contents
{
    public static readonly string[] Names = ["constant", "noise", "ramp", "outlier", "sparse", "smooth", "extremes", "related"];

    public static ushort[] Make(string name, int elements, int width, int bitDepth, int seed)
    {
        Random random = Seeds.Random(seed);
        int max = (1 << bitDepth) - 1;
        var codes = new ushort[elements];
        for (int i = 0; i < elements; i++)
        {
            double wave = (Math.Sin(i % width * 0.3) + Math.Sin(i / width * 0.2) + 2) / 4;
            codes[i] = (ushort)(name switch
            {
                "constant" => max / 3,
                "noise" => random.Next(max + 1),
                "ramp" => i % (max + 1),
                "outlier" => i == elements / 2 ? max : 5,
                "sparse" => random.Next(3) == 0 ? wave * max : 0,
                "smooth" => Math.Clamp((wave * max) + random.Next(-3, 4), 0, max),
                "related" => Math.Clamp(((wave * (1 + (i / (4 * width * width) % 3)) / 3) * max) - (max / 5) + (i * 7919L % 1009 % 7), 0, max),
                "extremes" => random.Next(2) * max,
                _ => throw new ArgumentOutOfRangeException(nameof(name)),
            });
        }

        return codes;
    }
}
