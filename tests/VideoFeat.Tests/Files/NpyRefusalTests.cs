using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

public class NpyRefusalTests
{
    private const string Carried = "float32, float16, bfloat16, int8 and uint8 are carried";

    [Theory]
    [InlineData("bool.npy", "dtype '|b1' is bool; " + Carried + ".")]
    [InlineData("i4.npy", "dtype '<i4' is a wide integer; " + Carried + ".")]
    [InlineData("c8.npy", "dtype '<c8' is complex; " + Carried + ".")]
    [InlineData("f8.npy", "dtype '<f8' is float64; " + Carried + ". Save it as float32, or allow the conversion (--float64).")]
    [InlineData("structured.npy", "bad .npy header at character 10: descr is a structured dtype; " + Carried + ", one a file.")]
    [InlineData("void2.npy", "dtype '|V2' is two raw bytes, as NumPy writes bfloat16 without its name. Save it as float32, or in .safetensors, which names BF16.")]
    [InlineData("rank0.npy", "shape () has rank 0; 1 to 5 are carried.")]
    [InlineData("rank6.npy", "shape 1x1x1x1x1x2 has rank 6; 1 to 5 are carried.")]
    [InlineData("empty.npy", "dimension 1 of shape 3x0 is 0; it must be at least 1.")]
    public void What_NumPy_wrote_but_is_not_carried_is_named(string file, string reason)
    {
        byte[] bytes = File.ReadAllBytes(Vectors.Find($"arrays/{file}"));
        Assert.Equal($"x.npy: {reason}", Fault(bytes));
    }

    [Theory]
    [InlineData("(1152921504606846976,)", "shape 1152921504606846976 has more than 536870912 elements.")]
    [InlineData("(9223372036854775808,)", "bad .npy header at character 70: shape holds a number above 2^63-1.")]
    [InlineData("(00000000000000000001,)", "bad .npy header at character 71: shape holds a number above 2^63-1.")]
    [InlineData("(576460752303423488,)", "shape 576460752303423488 has more than 536870912 elements.")]
    [InlineData("(65536, 65536, 65536, 65536)", "shape 65536x65536x65536x65536 has more than 536870912 elements.")]
    [InlineData("(4294967296, 4294967296)", "shape 4294967296x4294967296 has more than 536870912 elements.")]
    [InlineData("(536870912,)", "shape 536870912 of Float32 takes 2147483648 bytes; one tensor may take 2147483591.")]
    [InlineData("(2, 3)", "shape 2x3 of 4 bytes an element takes 24 bytes; it holds 4 (truncated).")]
    [InlineData("(100000000,)", "shape 100000000 of 4 bytes an element takes 400000000 bytes; it holds 4 (truncated).")]
    [InlineData("(-1,)", "bad .npy header at character 51: shape holds something other than whole numbers.")]
    [InlineData("(1)", "bad .npy header at character 52: shape is no tuple (a comma is missing).")]
    [InlineData("(1,", "bad .npy header at character 53: shape holds something other than whole numbers.")]
    [InlineData("[1]", "bad .npy header at character 50: '(' is missing.")]
    [InlineData("(,)", "bad .npy header at character 51: shape holds something other than whole numbers.")]
    public void Shapes_that_cannot_be_are_refused_before_memory_is_taken(string shape, string reason)
    {
        byte[] file = [.. NpyFileTests.Npy("'<f4'", shape), 0, 0, 0, 0];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal($"x.npy: {reason}", Fault(file));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 16);
    }

    [Theory]
    [InlineData("'<f4', 'descr': '<f4'", "bad .npy header at character 25: key 'descr' stands twice.")]
    [InlineData("'<f4', 'x': 1", "bad .npy header at character 21: key 'x' is not known.")]
    [InlineData("__import__('os')", "bad .npy header at character 10: descr is no string.")]
    [InlineData("'\\x3cf4'", "bad .npy header at character 11: descr holds byte 5C.")]
    [InlineData("'<f4", "bad .npy header at character 17: '}' is missing.")]
    [InlineData("'f4'", "dtype 'f4' is not known; " + Carried + ".")]
    [InlineData("''", "dtype '' is not known; " + Carried + ".")]
    public void Dictionaries_that_NumPy_never_writes_are_refused(string descr, string reason) =>
        Assert.StartsWith($"x.npy: {reason}"[..^1], Fault([.. NpyFileTests.Npy(descr, "(1,)"), 0, 0, 0, 0]), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "it is empty (0 bytes).")]
    [InlineData("93", "it does not begin as a .npy file does (93 4E 55 4D 50 59) but with 93.")]
    [InlineData("504B0304140000000000", "it does not begin as a .npy file does (93 4E 55 4D 50 59) but with 504B03041400.")]
    [InlineData("934E554D505901", "it ends inside the first 10 bytes of the .npy header.")]
    [InlineData("934E554D50590200760000", "it ends inside the first 12 bytes of the .npy header.")]
    [InlineData("934E554D505904007600", ".npy version 4.0 is not known; 1.0, 2.0 and 3.0 are.")]
    [InlineData("934E554D505901017600", ".npy version 1.1 is not known; 1.0, 2.0 and 3.0 are.")]
    [InlineData("934E554D50590100760020", "the .npy header claims 118 bytes; the file ends after 1 of them.")]
    [InlineData("934E554D50590200FFFFFFFF", "the .npy header claims 4294967295 bytes; at most 16777216 are allowed.")]
    [InlineData("934E554D505901000000", "bad .npy header at character 0: '{' is missing.")]
    [InlineData("934E554D5059010002007B7D", "bad .npy header: key 'descr' is missing.")]
    [InlineData("934E554D5059010003007B7D7B", "bad .npy header at character 2: something follows the dictionary.")]
    public void Damaged_beginnings_are_named(string hex, string reason) =>
        Assert.Equal($"x.npy: {reason}", Fault(Convert.FromHexString(hex)));

    [Fact]
    public void Data_that_goes_on_is_refused_with_both_numbers() =>
        Assert.Equal(
            "x.npy: shape 1 of 4 bytes an element takes 4 bytes; it holds 5 (too long).",
            Fault([.. NpyFileTests.Npy("'<f4'", "(1,)"), 0, 0, 0, 0, 0]));

    [Fact]
    public void Every_truncation_of_a_good_file_is_refused()
    {
        byte[] good = File.ReadAllBytes(Vectors.Find("arrays/f4-v2.npy"));
        for (int length = 0; length < good.Length; length++)
        {
            Assert.NotNull(Fault(good[..length]));
        }
    }

    [Fact]
    public void Tokens_of_rank_4_and_overlong_names_are_refused()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = ArrayValues.Make("", ElementType.Int8, 1, 2, 3, 4);
        Bridges.Files.Arrays.NpyFile.Write(folder["x.npy"], tensor);
        var fault = Assert.Throws<FeatureFormatException>(() => Bridges.Files.Arrays.NpyFile.Read(folder["x.npy"], "", AxisOrder.Tokens));
        Assert.Equal($"{folder["x.npy"]}: shape 1x2x3x4 has rank 4; axis order Tokens takes TxD or NxTxD.", fault.Message);
        fault = Assert.Throws<FeatureFormatException>(() => Bridges.Files.Arrays.NpyFile.Read(folder["x.npy"], new string('ü', 128)));
        Assert.Equal($"{folder["x.npy"]}: the tensor's name takes 256 bytes; at most 255 are allowed.", fault.Message);
    }

    private static string Fault(byte[] file) => Assert.Throws<FeatureFormatException>(() => NpyFileTests.ReadBytes(file)).Message;
}
