using System.Text.RegularExpressions;
using VideoFeat.Bridges.Entropy;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Transform;

/// <summary>The worked example of docs/formats/transform.md is what the code writes and reads.</summary>
public class DocumentedExampleTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "formats", "transform.md"));
    private static readonly TensorSpec Spec = new("x", ElementType.Float32, new TensorShape(1, 2, 2, 4));
    private static readonly float[] Source = [4, 3, 2, 1, 4, 3, 2, 1, 3, 3, 1, 1, 3, 3, 1, 1];

    [Fact]
    public void The_chunk_is_the_one_that_the_page_shows()
    {
        byte[] shown = Bytes("chunk");
        Assert.Equal(Convert.ToHexStringLower(TransformChunk.Write(Example())), Convert.ToHexStringLower(shown));
        Assert.Null(TransformChunk.Read(shown, Meta, out TransformSet? read));
        Assert.Equal(shown, TransformChunk.Write(read!));
    }

    [Fact]
    public void The_payload_is_the_one_that_the_page_shows_and_so_are_its_levels_and_values()
    {
        Assert.Null(TransformChunk.Read(Bytes("chunk"), Meta, out TransformSet? set));
        var profile = Profile.Create(Meta, new ProfileChunk(TransformSet.Tag, Bytes("chunk")));
        Assert.Null(set!.Codecs(profile.Meta, [Spec], out TensorCodec[] codecs));
        var codec = new SetCodec(codecs);
        using FeatureSet source = new(FeatureTensor.Wrap(Spec, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Source).ToArray()));
        byte[] payload = PayloadWriter.Write(set, codecs, codec.Intra(source, 0, -16), null, 1, MixerWidth.Scalar);
        Assert.Equal(Convert.ToHexStringLower(payload), Convert.ToHexStringLower(Bytes("payload")));
        Assert.Null(PayloadReader.Read(payload, set, codecs, null, 1, MixerWidths.Best, out SetLevels? levels));
        Assert.Equal(Numbers("levels"), levels!.Levels[0].Select(l => (double)l));
        using FeatureSet values = codec.Values(codec.Reconstruct(levels), levels.Quality);
        Assert.Equal(Numbers("values"), values[0].Floats.ToArray().Select(v => Math.Round((double)v, 3)));
    }

    private static ProfileMeta Meta => new() { Tensors = [Spec] };

    private static TransformSet Example() => new()
    {
        Tensors =
        [
            new TensorTransform
            {
                BlockSize = 2,
                Mean = [2, 2],
                Basis = new ChannelBasis(2, [short.MaxValue, short.MaxValue, short.MaxValue, -short.MaxValue], [0.75f, 0.5f]),
                Low = 0,
                High = 8,
                Clipped = 1,
                GroupEnds = [1, 2],
                Step = [.. Enumerable.Repeat((short)0, FrequencyClass.Pairs), .. Enumerable.Repeat((short)8, FrequencyClass.Pairs)],
                Spread = [.. Enumerable.Repeat((short)16, FrequencyClass.Pairs), .. Enumerable.Repeat((short)-16, FrequencyClass.Pairs)],
                Shrink = [.. Enumerable.Repeat((byte)16, TensorTransform.RatioClasses), .. Enumerable.Repeat((byte)8, TensorTransform.RatioClasses)],
            },
        ],
    };

    private static byte[] Bytes(string name) =>
        Convert.FromHexString(string.Concat(Regex.Matches(Block($"hex {name}"), "(?<=^|\n)[0-9a-f]{4}  (.*)").Select(m => m.Groups[1].Value)).Replace(" ", ""));

    private static double[] Numbers(string name) =>
        [.. Block(name).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];

    private static string Block(string name)
    {
        Match block = Regex.Match(Page, $"```{name}\n(.*?)```", RegexOptions.Singleline);
        Assert.True(block.Success, $"the page has no block '{name}'");
        return block.Groups[1].Value;
    }
}
