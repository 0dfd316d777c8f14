using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Profiles;

public class ProfileFileTests
{
    private static readonly ProfileMeta Meta = new()
    {
        Tensors =
        [
            new TensorSpec("p3", ElementType.Float32, new TensorShape(1, 6, 20, 20)),
            new TensorSpec("p4", ElementType.Float16, new TensorShape(10, 10, 12), AxisOrder.ChannelsLast),
        ],
        ModelHash = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(),
        CutName = "layer4/add",
        CreatedBy = "a test",
    };

    private static Profile Sample() => Profile.Create(Meta, new ProfileChunk("KLTX", new byte[] { 1, 2, 3 }), new ProfileChunk("zero", default));

    [Fact]
    public void A_profile_comes_back_from_its_file_with_all_its_chunks_and_the_same_hash()
    {
        using var folder = new TemporaryFolder();
        string path = folder["a.profile"];
        Profile written = Sample();
        written.Write(path);
        Profile read = Profile.Read(path);
        Assert.Equal(Meta.Tensors, read.Meta.Tensors);
        Assert.Equal((Meta.CutName, Meta.CreatedBy), (read.Meta.CutName, read.Meta.CreatedBy));
        Assert.Equal(Meta.ModelHash.ToArray(), read.Meta.ModelHash.ToArray());
        Assert.Equal(["KLTX", "zero"], read.Chunks.Select(c => c.Tag));
        Assert.Equal([1, 2, 3], read.Find("KLTX")!.Value.ToArray());
        Assert.Null(read.Find("none"));
        Assert.Equal(written.Hash.ToArray(), System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
        Assert.Equal(written.Hash.ToArray(), read.Hash.ToArray());
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_is_refused()
    {
        byte[] bytes = Sample().Bytes.ToArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.Throws<FeatureFormatException>(() => Profile.Parse(bytes.AsSpan(0, i)));
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x10;
            Assert.Throws<FeatureFormatException>(() => Profile.Parse(flipped));
        }
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_said_with_its_name()
    {
        using var folder = new TemporaryFolder();
        string path = folder["bad.profile"];
        byte[] bytes = Sample().Bytes.ToArray();
        bytes[8] = 9;
        File.WriteAllBytes(path, bytes);
        Assert.Equal($"{path}: profile version 9; this reader knows 1.", Assert.Throws<FeatureFormatException>(() => Profile.Read(path)).Message);
        File.WriteAllText(path, "not one");
        Assert.Equal($"{path}: no profile: its first bytes are not VFPROF.", Assert.Throws<FeatureFormatException>(() => Profile.Read(path)).Message);
    }

    [Theory]
    [InlineData("ABC", "The chunk tag 'ABC' is not 4 ASCII letters or digits.")]
    [InlineData("A-CD", "The chunk tag 'A-CD' is not 4 ASCII letters or digits.")]
    public void A_tag_is_four_letters_or_digits(string tag, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Profile.Create(Meta, new ProfileChunk(tag, default))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_library_finds_profiles_of_files_and_folders_by_their_hash_and_names_the_one_that_is_missing()
    {
        using var folder = new TemporaryFolder();
        Profile first = Sample();
        Profile second = Profile.Create(Meta with { CutName = "other" });
        first.Write(folder["1.profile"]);
        Directory.CreateDirectory(folder["more"]);
        second.Write(Path.Combine(folder["more"], "2.profile"));
        ProfileLibrary library = ProfileLibrary.Open([folder["1.profile"], folder["more"]]);
        Assert.Equal("layer4/add", library.Find(first.Hash)!.Meta.CutName);
        Assert.Equal("other", library.Find(second.Hash)!.Meta.CutName);
        Assert.Null(library.Find(new byte[32]));
        Assert.Equal(
            $"the stream needs profile {new string('0', 64)}, which is not here: give it with --profile FILE or a folder of profiles", ProfileLibrary.Missing(new byte[32]));
        string nowhere = folder["nowhere"];
        Assert.Equal($"{nowhere}: no such profile, nor a folder of profiles.", Assert.Throws<FileNotFoundException>(() => ProfileLibrary.Open([nowhere])).Message);
    }

    [Fact]
    public void A_profile_sent_in_fragments_arrives_in_any_order_and_a_wrong_one_does_not()
    {
        Profile profile = Profile.Create(Meta, new ProfileChunk("BIGB", Enumerable.Range(0, 130_000).Select(i => (byte)(i * i)).ToArray()));
        var library = new ProfileLibrary();
        var inBand = new ProfileInBand(library);
        var fragments = ProfileInBand.Split(profile).ToList();
        Assert.Equal(3, fragments.Count);
        inBand.Take(fragments[2]);
        inBand.Take(fragments[0] with { Bytes = new byte[fragments[0].Bytes.Length] });
        inBand.Take(fragments[1]);
        Assert.Null(library.Find(profile.Hash));
        inBand.Take(fragments[1]);
        inBand.Take(fragments[2]);
        Assert.Null(library.Find(profile.Hash));
        inBand.Take(fragments[0]);
        Assert.Equal(profile.Bytes.ToArray(), library.Find(profile.Hash)!.Bytes.ToArray());
    }
}
