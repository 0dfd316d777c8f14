using System.Text;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

public class SafetensorsFileTests
{
    [Theory]
    [InlineData(1 << 20)]
    [InlineData(1)] // mapped
    public void Reads_all_types_of_the_golden_file(long mapFromBytes)
    {
        using FeatureSet set = SafetensorsFile.Read(Vectors.Find("arrays/five.safetensors"), new ArrayReadOptions { MapFromBytes = mapFromBytes });
        Assert.Equal(
            ["f32 Float32 2x3x4 ChannelsFirst", "f16 Float16 2x3x4 ChannelsFirst", "bf16 BFloat16 2x3x4 ChannelsFirst", "i8 Int8 2x3x4 ChannelsFirst", "u8 UInt8 2x3x4 ChannelsFirst"],
            set.Select(t => t.Spec.ToString()));
        Assert.Equal(ArrayValues.Fractions, ArrayValues.Of(set["f32"]));
        Assert.Equal(ArrayValues.Fractions, ArrayValues.Of(set["f16"]));
        Assert.Equal(ArrayValues.Fractions, ArrayValues.Of(set["bf16"]));
        Assert.Equal(ArrayValues.Signed, ArrayValues.Of(set["i8"]));
        Assert.Equal(ArrayValues.Unsigned, ArrayValues.Of(set["u8"]));
    }

    [Fact]
    public void What_is_written_keeps_its_order_and_every_tensor_is_aligned()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor a = ArrayValues.Make("odd \"ü\"", ElementType.UInt8, 3), b = ArrayValues.Make("", ElementType.Float32, 2, 2), c = ArrayValues.Make("h", ElementType.BFloat16, 3);
        using var set = new FeatureSet(a, b, c);
        SafetensorsFile.Write(folder["x.safetensors"], set);
        using FeatureSet again = SafetensorsFile.Read(folder["x.safetensors"]);
        Assert.Equal(set.Select(t => t.Spec), again.Select(t => t.Spec));
        Assert.All(set, t => Assert.Equal(t.Bytes, again[t.Name].Bytes));

        byte[] file = File.ReadAllBytes(folder["x.safetensors"]);
        long header = BitConverter.ToInt64(file);
        Assert.Equal(0, header % 8);
        Assert.Equal(
            "{\"odd \\\"ü\\\"\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[22,25]},\"\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"h\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[16,22]}}",
            Encoding.UTF8.GetString(file, 8, (int)header).TrimEnd(' '));
    }

    [Fact]
    public void Float64_is_refused_by_name_or_rounded()
    {
        byte[] file = [.. WithHeader("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}"), .. BitConverter.GetBytes(0.1)];
        Assert.Equal(
            "x.safetensors[a]: dtype F64 is float64; float32, float16, bfloat16, int8 and uint8 are carried. Save it as float32, or allow the conversion (--float64).",
            Fault(file));
        using SafetensorsFile open = SafetensorsFile.Open(new MemoryStream(file), "x", new ArrayReadOptions { ConvertFloat64 = true });
        using FeatureTensor tensor = open.Read(0);
        Assert.Equal([0.1f], tensor.Floats.ToArray());
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}",
        ": tensor 'b' overlaps the one before it: it begins at byte 1, the data before it ends at 2.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}",
        ": tensor 'b' leaves a gap: it begins at byte 2, the data before it ends at 1.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[0,5]}}", ": tensor 'a' claims bytes 0 to 5; the file holds 4 of data.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[9223372036854775807,1]}}",
        ": tensor 'a' claims bytes 9223372036854775807 to 1; the file holds 4 of data.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}", ": its tensors take 3 bytes of data; the file holds 4 (too long).")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "[a]: shape 2 of F32 takes 8 bytes; its range holds 4.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1152921504606846976],\"data_offsets\":[0,4]}}", "[a]: shape 1152921504606846976 has more than 536870912 elements.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", "[a]: shape () has rank 0; 1 to 5 are carried.")]
    [InlineData("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[4],\"data_offsets\":[0,4]}}", "[a]: dtype BOOL is not carried; float32, float16, bfloat16, int8 and uint8 are carried.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        ": bad .safetensors header: key 'a' stands twice.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", ": bad .safetensors header: key 'dtype' of 'a' stands twice.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4]}}", ": bad .safetensors header: 'a' has 0 data_offsets instead of 2.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[-4],\"data_offsets\":[0,4]}}", ": bad .safetensors header: shape of 'a' is no short list of whole numbers from 0 to 2^63-1.")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", ": bad .safetensors header: shape of 'a' is no short list of whole numbers from 0 to 2^63-1.")]
    [InlineData("{\"a\":[]}", ": bad .safetensors header: 'a' is StartArray, not StartObject.")]
    [InlineData("{\"__metadata__\":{\"k\":1}}", ": bad .safetensors header: 'k' of '__metadata__' is Number, not String.")]
    [InlineData("{}", ": its tensors take 0 bytes of data; the file holds 4 (too long).")]
    [InlineData(" {}", ": the .safetensors header does not begin with '{'.")]
    [InlineData("", ": the .safetensors header does not begin with '{'.")]
    public void Hostile_headers_are_named(string json, string reason) => Assert.Equal($"x.safetensors{reason}", Fault([.. WithHeader(json), 1, 2, 3, 4]));

    [Theory]
    [InlineData("", "it is empty (0 bytes).")]
    [InlineData("0102", "it ends after 2 of the 8 bytes that open a .safetensors file.")]
    [InlineData("FFFFFFFFFFFFFFFF7B7D", "the .safetensors header claims 18446744073709551615 bytes; 2 follow, and at most 16777216 are allowed.")]
    [InlineData("03000000000000007B7D", "the .safetensors header claims 3 bytes; 2 follow, and at most 16777216 are allowed.")]
    [InlineData("02000000000000007B7D", "it holds 0 tensors; a feature set has 1 to 255.")]
    public void Damaged_beginnings_are_named(string hex, string reason) => Assert.Equal($"x.safetensors: {reason}", Fault(Convert.FromHexString(hex)));

    [Fact]
    public void Text_that_is_no_json_or_no_utf8_is_a_fault_of_one_line()
    {
        Assert.Equal("x.safetensors: bad .safetensors header: it is no JSON at byte 5.", Fault([.. WithHeader("{\"a\":"), 1]));
        Assert.Equal("x.safetensors: bad .safetensors header: it is no JSON at byte 2.", Fault([.. WithHeader("{}}"), 1]));
        Assert.Equal("x.safetensors: bad .safetensors header: it is no JSON at byte 5.", Fault(WithHeader("{\"a\":fun\nny}")));
        byte[] file = WithHeader("{\"??\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}");
        (file[10], file[11]) = (0xC3, 0x28);
        Assert.Equal("x.safetensors: bad .safetensors header: it is no UTF-8 at byte 6.", Fault([.. file, 1, 2, 3, 4]));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] good = File.ReadAllBytes(Vectors.Find("arrays/five.safetensors"));
        for (int length = 0; length < good.Length; length++)
        {
            Assert.NotNull(Fault(good[..length]));
        }
    }

    [Fact]
    public void The_name_of_the_metadata_cannot_be_written()
    {
        using var set = new FeatureSet(ArrayValues.Make("__metadata__", ElementType.Int8, 1));
        var fault = Assert.Throws<ArgumentException>(() => SafetensorsFile.Write("x.safetensors", set));
        Assert.Equal("A tensor is named '__metadata__', which .safetensors keeps for itself. (Parameter 'set')", fault.Message);
    }

    private static string Fault(byte[] file) => Assert.Throws<FeatureFormatException>(() =>
    {
        using SafetensorsFile open = SafetensorsFile.Open(new MemoryStream(file), "x.safetensors", ArrayReadOptions.Default);
        open.ReadSet().Dispose();
    }).Message;

    private static byte[] WithHeader(string json) => [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(json) + 0L), .. Encoding.UTF8.GetBytes(json)];
}
