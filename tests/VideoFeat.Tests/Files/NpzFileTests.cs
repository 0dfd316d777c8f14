using System.IO.Compression;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

public class NpzFileTests
{
    [Fact]
    public void Reads_what_NumPy_stored_and_deflated()
    {
        using FeatureSet stored = NpzFile.Read(Vectors.Find("arrays/stored.npz"));
        Assert.Equal(["p3 Float32 2x3x4 ChannelsFirst", "p4 Int8 2x3x4 ChannelsFirst"], stored.Select(t => t.Spec.ToString()));
        Assert.Equal(ArrayValues.Fractions, ArrayValues.Of(stored["p3"]));
        Assert.Equal(ArrayValues.Signed, ArrayValues.Of(stored["p4"]));

        using FeatureSet deflated = NpzFile.Read(Vectors.Find("arrays/deflated.npz"));
        Assert.Equal(["p3 Float32 2x3x4 ChannelsFirst", "p4 Float16 5x40 ChannelsFirst"], deflated.Select(t => t.Spec.ToString()));
        Assert.Equal(ArrayValues.Fractions, ArrayValues.Of(deflated["p3"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read_again_and_is_the_same_every_time(bool compress)
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor a = ArrayValues.Make("pyramid/p3", ElementType.Float32, 3, 4, 5), b = ArrayValues.Make("", ElementType.BFloat16, 2, 2);
        using var set = new FeatureSet(a, b);
        NpzFile.Write(folder["x.npz"], set, compress);
        NpzFile.Write(folder["y.npz"], set, compress);
        using FeatureSet again = NpzFile.Read(folder["x.npz"]);
        Assert.Equal(set.Select(t => t.Spec), again.Select(t => t.Spec));
        Assert.All(set, t => Assert.Equal(t.Bytes, again[t.Name].Bytes));
        Assert.Equal(File.ReadAllBytes(folder["x.npz"]), File.ReadAllBytes(folder["y.npz"]));
    }

    [Fact]
    public void An_open_archive_gives_one_array_at_a_time_and_any_number_of_them()
    {
        using var folder = new TemporaryFolder();
        Make(folder["x.npz"], [.. Enumerable.Range(0, 300).Select(i => ($"item{i}.npy", File.ReadAllBytes(Vectors.Find("arrays/f4.npy"))))]);
        using NpzFile file = NpzFile.Open(folder["x.npz"]);
        Assert.Equal(300, file.Names.Count);
        using FeatureTensor tensor = file.Read(299);
        Assert.Equal("item299", tensor.Name);
        Assert.Equal(ArrayValues.Fractions, ArrayValues.Of(tensor));
        var fault = Assert.Throws<FeatureFormatException>(() => NpzFile.Read(folder["x.npz"]));
        Assert.Equal($"{folder["x.npz"]}: it holds 300 tensors; a feature set has 1 to 255.", fault.Message);
    }

    [Fact]
    public void A_flipped_bit_of_stored_data_is_caught()
    {
        byte[] bytes = File.ReadAllBytes(Vectors.Find("arrays/stored.npz"));
        int at = bytes.AsSpan().IndexOf("NUMPY"u8) + 127 + 4; // an element of p3
        bytes[at] ^= 0x40;
        Assert.Matches(@"^x\.npz\[p3\]: its CRC-32 is [0-9A-F]{8}; the archive says [0-9A-F]{8} \(damaged\)\.$", Fault(bytes));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] good = File.ReadAllBytes(Vectors.Find("arrays/deflated.npz"));
        for (int length = 0; length < good.Length; length++)
        {
            Assert.NotNull(Fault(good[..length]));
        }
    }

    [Fact]
    public void Bombs_are_refused_before_they_are_unpacked()
    {
        byte[] bytes = File.ReadAllBytes(Vectors.Find("arrays/deflated.npz"));
        int directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.GetBytes(0x7FFFFFF0).CopyTo(bytes, directory + 24); // uncompressed size
        Assert.Matches(@"^x\.npz: entry 'p3\.npy' claims 2147483632 bytes from \d+, more than deflate can hold\.$", Fault(bytes));

        bytes = File.ReadAllBytes(Vectors.Find("arrays/deflated.npz"));
        BitConverter.GetBytes(0x7FFFFFF0).CopyTo(bytes, directory + 20); // compressed size
        Assert.Equal("x.npz: entry 'p3.npy' claims 2147483632 packed bytes; the archive has 453 for it.", Fault(bytes));
    }

    [Fact]
    public void A_header_longer_than_its_entry_is_refused_before_memory_is_taken()
    {
        byte[] bytes = File.ReadAllBytes(Vectors.Find("arrays/stored.npz"));
        int at = bytes.AsSpan().IndexOf("NUMPY"u8);
        bytes[at + 5] = 3; // version 3.0, whose length has four bytes: 76 00 7B 27 becomes 76 00 7B 00
        bytes[at + 10] = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("x.npz[p3]: the .npy header claims 8061046 bytes; the file ends after 212 of them.", Fault(bytes));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 18);
    }

    [Fact]
    public void Sets_above_the_limit_and_entries_that_are_no_arrays_are_named()
    {
        using var folder = new TemporaryFolder();
        string path = Vectors.Find("arrays/stored.npz");
        var fault = Assert.Throws<FeatureFormatException>(() => NpzFile.Read(path, new ArrayReadOptions { MaxSetBytes = 300 }));
        Assert.Equal($"{path}: its tensors take 376 bytes; at most 300 are allowed in one set.", fault.Message);

        Make(folder["x.npz"], ("read\nme.txt", [1]));
        fault = Assert.Throws<FeatureFormatException>(() => NpzFile.Read(folder["x.npz"]));
        Assert.Equal($"{folder["x.npz"]}: entry 'read?me.txt' is no .npy array.", fault.Message);

        Make(folder["x.npz"], ("a.npy", [1]), ("a.npy", [1]));
        fault = Assert.Throws<FeatureFormatException>(() => NpzFile.Read(folder["x.npz"]));
        Assert.Equal($"{folder["x.npz"]}: entry 'a.npy' stands in the archive twice.", fault.Message);

        Make(folder["x.npz"]);
        fault = Assert.Throws<FeatureFormatException>(() => NpzFile.Read(folder["x.npz"]));
        Assert.Equal($"{folder["x.npz"]}: it holds 0 tensors; a feature set has 1 to 255.", fault.Message);
    }

    [Fact]
    public void Batches_that_differ_are_no_set()
    {
        using var folder = new TemporaryFolder();
        byte[] one = [.. NpyFileTests.Npy("'|u1'", "(1,1,1,1)"), 1], two = [.. NpyFileTests.Npy("'|u1'", "(2,1,1,1)"), 1, 2];
        Make(folder["x.npz"], ("a.npy", one), ("b.npy", two));
        var fault = Assert.Throws<FeatureFormatException>(() => NpzFile.Read(folder["x.npz"]));
        Assert.Equal($"{folder["x.npz"]}: Tensor 'b' has a batch of 2, 'a' one of 1.", fault.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    public void Crc_agrees_with_one_bit_at_a_time(int length)
    {
        byte[] bytes = new byte[length];
        Seeds.Random().NextBytes(bytes);
        uint expected = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            expected ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                expected = (expected & 1) != 0 ? 0xEDB88320 ^ (expected >> 1) : expected >> 1;
            }
        }

        Assert.Equal(~expected, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, length / 3)), bytes.AsSpan(length / 3)));
        Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8)); // the check value that every catalogue gives
    }

    private static string Fault(byte[] file) => Assert.Throws<FeatureFormatException>(() =>
    {
        using NpzFile npz = NpzFile.Open(new MemoryStream(file), "x.npz", ArrayReadOptions.Default);
        npz.ReadSet().Dispose();
    }).Message;

    private static void Make(string path, params (string Name, byte[] Bytes)[] entries)
    {
        using ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in entries)
        {
            using Stream stream = archive.CreateEntry(name).Open();
            stream.Write(bytes);
        }
    }
}
