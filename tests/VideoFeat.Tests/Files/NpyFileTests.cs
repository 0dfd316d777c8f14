using System.Text;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

public class NpyFileTests
{
    [Theory]
    [InlineData("f4.npy", ElementType.Float32)]
    [InlineData("f4-big-endian.npy", ElementType.Float32)]
    [InlineData("f4-fortran.npy", ElementType.Float32)]
    [InlineData("f4-v2.npy", ElementType.Float32)]
    [InlineData("f4-v3.npy", ElementType.Float32)]
    [InlineData("f2.npy", ElementType.Float16)]
    [InlineData("f2-big-endian-fortran.npy", ElementType.Float16)]
    [InlineData("i1.npy", ElementType.Int8)]
    [InlineData("u1.npy", ElementType.UInt8)]
    [InlineData("u1-fortran.npy", ElementType.UInt8)]
    public void Reads_what_NumPy_wrote(string file, ElementType type)
    {
        using FeatureTensor tensor = NpyFile.Read(Vectors.Find($"arrays/{file}"), "p3", AxisOrder.ChannelsLast);
        Assert.Equal(new TensorSpec("p3", type, new TensorShape(2, 3, 4), AxisOrder.ChannelsLast), tensor.Spec);
        double[] expected = type switch
        {
            ElementType.Int8 => ArrayValues.Signed,
            ElementType.UInt8 => ArrayValues.Unsigned,
            _ => ArrayValues.Fractions,
        };
        Assert.Equal(expected, ArrayValues.Of(tensor));
    }

    [Theory]
    [InlineData("f8.npy")]
    [InlineData("f8-big-endian-fortran.npy")]
    public void Rounds_float64_where_it_may(string file)
    {
        using FeatureTensor tensor = NpyFile.Read(Vectors.Find($"arrays/{file}"), "", new ArrayReadOptions { ConvertFloat64 = true });
        Assert.Equal(ElementType.Float32, tensor.Type);
        Assert.Equal(ArrayValues.Fractions, ArrayValues.Of(tensor));
    }

    [Fact]
    public void Refuses_float64_beyond_float32()
    {
        using var folder = new TemporaryFolder();
        byte[] file = [.. Npy("'<f8'", "(2,)"), .. BitConverter.GetBytes(1e39), .. BitConverter.GetBytes(double.PositiveInfinity)];
        File.WriteAllBytes(folder["x.npy"], file);
        var fault = Assert.Throws<FeatureFormatException>(() => NpyFile.Read(folder["x.npy"], "", new ArrayReadOptions { ConvertFloat64 = true }));
        Assert.Equal($"{folder["x.npy"]}: 1 of 2 float64 values lie beyond float32.", fault.Message);
    }

    [Theory]
    [InlineData(ElementType.Float32, new[] { 7 })]
    [InlineData(ElementType.Float16, new[] { 3, 5 })]
    [InlineData(ElementType.BFloat16, new[] { 3, 5, 2 })]
    [InlineData(ElementType.Int8, new[] { 1, 3, 5, 2 })]
    [InlineData(ElementType.UInt8, new[] { 2, 1, 3, 5, 2 })]
    public void What_is_written_is_read_again(ElementType type, int[] shape)
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = ArrayValues.Make("", type, shape);
        NpyFile.Write(folder["x.npy"], tensor);
        using FeatureTensor again = NpyFile.Read(folder["x.npy"]);
        Assert.Equal(tensor.Spec, again.Spec);
        Assert.Equal(tensor.Bytes, again.Bytes);
        Assert.Equal(["x.npy"], folder.Files);
        Assert.Equal(0, (new FileInfo(folder["x.npy"]).Length - tensor.Bytes.Length) % 64);
    }

    [Fact]
    public void Writes_the_bytes_that_NumPy_writes()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = NpyFile.Read(Vectors.Find("arrays/f4.npy"));
        NpyFile.Write(folder["x.npy"], tensor);
        Assert.Equal(File.ReadAllBytes(Vectors.Find("arrays/f4.npy")), File.ReadAllBytes(folder["x.npy"]));
    }

    [Fact]
    public void A_mapped_tensor_can_be_written_to_and_leaves_the_file_alone()
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = ArrayValues.Make("", ElementType.Float32, 16, 20, 20);
        NpyFile.Write(folder["x.npy"], tensor);
        byte[] before = File.ReadAllBytes(folder["x.npy"]);
        using (FeatureTensor mapped = NpyFile.Read(folder["x.npy"], "", new ArrayReadOptions { MapFromBytes = 1 }))
        {
            Assert.Equal(tensor.Bytes, mapped.Bytes);
            mapped.Floats.Clear();
            mapped.Dispose();
            Assert.Throws<ObjectDisposedException>(() => mapped.Bytes.Length);
        }

        Assert.Equal(before, File.ReadAllBytes(folder["x.npy"]));
    }

    [Fact]
    public void A_file_of_a_gigabyte_is_mapped_not_read()
    {
        using var folder = new TemporaryFolder();
        byte[] header = NpyHeader.Write(new TensorSpec("", ElementType.Float32, new TensorShape(256, 1024, 1024)));
        using (FileStream file = File.Create(folder["x.npy"]))
        {
            file.Write(header);
            file.SetLength(header.Length + (1L << 30)); // sparse: takes no room on the disk
        }

        // Of this thread: other tests allocate meanwhile.
        long before = GC.GetAllocatedBytesForCurrentThread();
        using FeatureTensor tensor = NpyFile.Read(folder["x.npy"]);
        Assert.Equal(0, tensor.Floats[0] + tensor.Floats[^1]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData("{\"shape\":(2 , ),\"fortran_order\":False,'descr':'|u1'}")]
    [InlineData(" { 'descr' : '|u1' , 'fortran_order' : True , 'shape' : (2L,) , } \n")]
    [InlineData("{'descr': '>u1', 'fortran_order': False, 'shape': (2,), }")]
    public void Takes_every_spelling_that_Python_may_use(string dictionary)
    {
        using FeatureTensor tensor = ReadBytes([.. Header(1, dictionary), 7, 8]);
        Assert.Equal([7, 8], tensor.Bytes.ToArray());
    }

    [Fact]
    public void Fortran_order_of_any_rank_agrees_with_index_arithmetic()
    {
        Random random = Seeds.Random();
        for (int round = 0; round < 200; round++)
        {
            int[] d = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(1, 5))];
            int elements = d.Aggregate(1, (a, b) => a * b);
            byte[] data = new byte[elements];
            for (int c = 0; c < elements; c++)
            {
                int at = 0;
                for (int axis = d.Length - 1, rest = c; axis >= 0; rest /= d[axis], axis--)
                {
                    at += rest % d[axis] * d.Take(axis).Aggregate(1, (a, b) => a * b);
                }

                data[at] = (byte)c;
            }

            using FeatureTensor tensor = ReadBytes([.. Npy("'|u1'", $"({string.Join(',', d)},)", fortran: true), .. data]);
            Assert.Equal(Enumerable.Range(0, elements).Select(c => (byte)c), tensor.Bytes.ToArray());
        }
    }

    internal static FeatureTensor ReadBytes(byte[] file) =>
        NpyFile.Read(new MemoryStream(file), "x.npy", "", file.Length, ArrayReadOptions.Default);

    internal static byte[] Npy(string descr, string shape, bool fortran = false) =>
        Header(1, $"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n");

    internal static byte[] Header(int version, string dictionary)
    {
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)dictionary.Length) : BitConverter.GetBytes(dictionary.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.Latin1.GetBytes(dictionary)];
    }
}
